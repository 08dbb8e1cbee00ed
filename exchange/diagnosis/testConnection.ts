import type { Exchange } from '../connection';
import type { ConnectionSettings } from '../settings';
import { InvalidInput } from '../errors';
import { abortSignal, anyObject, assertOptions, callback, textList, yesOrNo } from '../inputs';
import type { CheckContext } from './check';
import { checks, type CheckId } from './checks';
import { endpointOf } from './endpoint';
import type { Facts, ServerSummary } from './facts';
import { markdownReport } from './markdown';
import type { CheckResult, ConnectionReport } from './report';
import { runChecks } from './runChecks';

export type * from './report';
export { firstFailure, paragraphOf } from './report';

export interface TestConnectionOptions {
	/** Mailboxes to open; default: the settings' `testMailbox`, else the service account's own. */
	mailboxes?: string[];
	/** Creates an item in each mailbox's calendar and removes it. Default false. */
	writeTest?: boolean;
	/**
	 * Shows an account that was refused within the last half hour to the server again. For a test that a
	 * person starts: one that a schedule repeats would lock the account. Default false.
	 */
	retryRefused?: boolean;
	/** Runs only these checks (and reports only these); default all. */
	checks?: readonly CheckId[];
	/** Name servers to ask when the system finds no address; default: the system's. */
	nameServers?: readonly string[];
	/** Our clock. */
	now?: () => Date;
	signal?: AbortSignal;
}

/** The checks of the credential's Test button. */
export const testButtonChecks: readonly CheckId[] = checks
	.filter(({ testButton }) => testButton === 'runs')
	.map(({ id }) => id);

/**
 * Goes through everything between here and a mailbox's calendar, step by step. A failed check is a result,
 * never an exception, and settings that can't be used are a failed `settings` check.
 * @throws InvalidInput when `checks` is empty or names a check that there is not
 * @throws Cancelled when `signal` aborts
 */
export async function testConnection(
	exchange: Exchange | ConnectionSettings,
	options: TestConnectionOptions = {},
): Promise<ConnectionReport> {
	checkOptions(exchange, options);
	const wanted = wantedChecks(options.checks);
	const now = options.now ?? (() => new Date());
	const connected = isConnection(exchange);
	const testMailbox = connected ? exchange.settings.testMailbox : exchange.testMailbox?.trim();
	const context: CheckContext = {
		rawSettings: connected ? undefined : exchange,
		facts: connected ? { exchange } : {},
		mailboxes: mailboxesToOpen(options.mailboxes, testMailbox),
		writeTest: options.writeTest ?? false,
		retryRefused: options.retryRefused,
		now,
		nameServers: options.nameServers,
		signal: options.signal ?? new AbortController().signal,
	};
	try {
		const results = await runChecks(wanted, context);
		return reportOf(results, context, now());
	} finally {
		if (!connected) await context.facts.exchange?.close();
	}
}

function checkOptions(exchange: unknown, options: TestConnectionOptions): void {
	assertOptions({ exchange }, { exchange: anyObject('{ server: "mail.enyoi.com", … }') }, [
		'exchange',
	]);
	assertOptions(options, {
		mailboxes: textList('alice@enyoi.com'),
		checks: textList('settings'),
		nameServers: textList('192.0.2.53'),
		writeTest: yesOrNo,
		retryRefused: yesOrNo,
		now: callback('() => new Date()'),
		signal: abortSignal,
	});
}

/** The settings come first in any case: without them there is nothing to check. */
function wantedChecks(ids: readonly CheckId[] | undefined) {
	if (ids === undefined) return checks;
	const known: readonly string[] = checks.map(({ id }) => id);
	const unknown = ids.find((id) => !known.includes(id));
	if (unknown !== undefined) {
		throw new InvalidInput('checks', `There is no check "${unknown}"`, {
			remedy: `Choose from: ${known.join(', ')}.`,
		});
	}
	if (ids.length === 0) {
		throw new InvalidInput('checks', 'The list of checks is empty', {
			remedy: `Name at least one check, or leave the list out for all: ${known.join(', ')}.`,
		});
	}
	return checks.filter(({ id }) => id === 'settings' || ids.includes(id));
}

function isConnection(exchange: Exchange | ConnectionSettings): exchange is Exchange {
	return 'transport' in exchange && 'ewsUrl' in exchange;
}

function mailboxesToOpen(given: string[] | undefined, testMailbox: string | undefined): string[] {
	const wanted = (given ?? []).map((mailbox) => mailbox.trim()).filter((mailbox) => mailbox !== '');
	if (wanted.length > 0) return [...new Set(wanted)];
	return testMailbox ? [testMailbox] : [];
}

function reportOf(results: CheckResult[], { facts }: CheckContext, now: Date): ConnectionReport {
	const ok = results.every(({ status }) => status !== 'failed');
	const result = { ok, summary: summaryOf(results), server: serverOf(facts), checks: results };
	return { ...result, report: markdownReport(result, { now, account: facts.settings?.user }) };
}

function summaryOf(results: CheckResult[]): string {
	const failures = results.filter(({ status }) => status === 'failed');
	const warnings = results.filter(({ status }) => status === 'warning').length;
	const passed = results.filter(({ status }) => status === 'passed').length;
	const also = warnings > 0 ? `, with ${warnings} warning${warnings > 1 ? 's' : ''}` : '';
	if (failures.length === 0) return `All ${passed + warnings} checks passed${also}.`;
	const [first] = failures;
	const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
	return `This check failed${more}: ${first.title}. ${first.cause ?? first.details}`;
}

function serverOf(facts: Facts): ServerSummary {
	const { url, server } = facts;
	// Behind a proxy they are the proxy's, and Exchange sees the proxy alone.
	const isDirect = url === undefined || endpointOf(url).proxy === undefined;
	const { resolution, localAddress }: Facts = isDirect ? facts : {};
	const addresses = resolution && 'addresses' in resolution ? resolution.addresses : undefined;
	return {
		...(url && { url }),
		...(addresses && { addresses }),
		...(localAddress && { localAddress }),
		...Object.fromEntries(Object.entries(server ?? {}).filter(([, value]) => value !== undefined)),
	};
}
