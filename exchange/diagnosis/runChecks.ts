import { cancellation } from '../transport/errors';
import type { Check, CheckContext } from './check';
import type { CheckId } from './checks';
import { failureOf, skipped, type Finding } from './finding';
import type { CheckResult } from './report';

/**
 * Runs the checks one after the other. A check is skipped when one that it needs failed or was itself
 * skipped for that reason; a check that throws has failed.
 * @throws Cancelled when `context.signal` aborts: a check that was broken off has found out nothing
 */
export async function runChecks(
	checks: ReadonlyArray<Check<CheckId>>,
	context: CheckContext,
): Promise<CheckResult[]> {
	const { signal } = context;
	const results: CheckResult[] = [];
	/** Checks that can't be built upon, with the title of the one that failed in the first place. */
	const blocked = new Map<string, string>();
	for (const check of checks) {
		if (signal.aborted) throw cancellation(signal);
		const [culprit] = check.needs.flatMap((needed) => blocked.get(needed) ?? []);
		const start = performance.now();
		const finding =
			culprit === undefined
				? await run(check, context)
				: skipped(`Not possible, because this failed: ${culprit}.`);
		if (signal.aborted) throw cancellation(signal);
		if (finding.status === 'failed') blocked.set(check.id, check.title);
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

function resultOf(
	{ id, title }: Check<CheckId>,
	{ status, details, cause, remedy, remedyBy, command }: Finding,
	durationMs: number,
): CheckResult {
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
