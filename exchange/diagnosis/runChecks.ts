import { ExchangeError } from '../errors';
import type { Check, CheckContext, Finding } from './check';
import type { CheckId, CheckResult } from './report';

/**
 * Runs the checks one after the other. A check is skipped when one that it needs failed or was itself
 * skipped for that reason; a check that throws has failed. Never throws.
 */
export async function runChecks(
	checks: readonly Check[],
	context: CheckContext,
): Promise<CheckResult[]> {
	const results: CheckResult[] = [];
	/** Checks that can't be built upon, with the one that failed in the first place. */
	const blocked = new Map<CheckId, CheckId>();
	const titles = new Map(checks.map(({ id, title }) => [id, title]));
	for (const check of checks) {
		const [culprit] = check.needs.flatMap((needed) => blocked.get(needed) ?? []);
		const start = performance.now();
		const finding = context.signal.aborted
			? notRun('Not run: cancelled.')
			: culprit === undefined
				? await run(check, context)
				: notRun(`Not possible: "${titles.get(culprit)}" failed.`);
		if (finding.status === 'failed') blocked.set(check.id, check.id);
		else if (culprit !== undefined) blocked.set(check.id, culprit);
		context.facts = { ...context.facts, ...finding.facts };
		results.push(resultOf(check, finding, Math.round(performance.now() - start)));
	}
	return results;
}

async function run(check: Check, context: CheckContext): Promise<Finding> {
	try {
		return await check.run(context);
	} catch (error) {
		return failureOf(error);
	}
}

/** What an unexpected failure says for itself. */
export function failureOf(error: unknown): Finding {
	const message = error instanceof Error ? error.message : String(error);
	if (!(error instanceof ExchangeError)) {
		return {
			status: 'failed',
			details: message,
			cause: 'Something that this check does not expect.',
			remedy: 'Please report it with this text to the maintainers of n8n-nodes-exchange-server.',
			remedyBy: 'you',
		};
	}
	return {
		status: 'failed',
		details: [message, evidence(error)].filter(Boolean).join(' '),
		cause: error.details.messageText ?? message,
		remedy: error.remedy ?? 'Try again; if it stays, ask the Exchange administrator.',
		remedyBy: error.remedyBy ?? 'exchangeAdmin',
		command: error.command,
	};
}

/** What the administrator needs to find the request in the server's logs. */
export function evidence({ details }: ExchangeError): string {
	const parts = [
		details.responseCode,
		details.httpStatus && `HTTP ${details.httpStatus}`,
		details.requestId && `request-id ${details.requestId}`,
		details.frontEndServer && `front end ${details.frontEndServer}`,
	].filter(Boolean);
	return parts.length > 0 ? `(${parts.join(', ')})` : '';
}

function notRun(details: string): Finding {
	return { status: 'skipped', details };
}

function resultOf({ id, title }: Check, finding: Finding, durationMs: number): CheckResult {
	const { status, details, cause, remedy, remedyBy, command } = finding;
	return {
		id,
		title,
		status,
		durationMs,
		details,
		...(cause !== undefined && { cause }),
		...(remedy !== undefined && { remedy }),
		...(remedyBy !== undefined && { remedyBy }),
		...(command !== undefined && { command }),
	};
}
