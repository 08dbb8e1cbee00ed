import type { Exchange } from '../connection';
import type { ConnectionSettings } from '../settings';
import type { Check, CheckContext, Facts } from './check';
import { authentication } from './checks/authentication';
import { autodiscover } from './checks/autodiscover';
import { calendarRead } from './checks/calendarRead';
import { calendarWrite } from './checks/calendarWrite';
import { clock } from './checks/clock';
import { dns } from './checks/dns';
import { http } from './checks/http';
import { impersonation } from './checks/impersonation';
import { serviceMailbox } from './checks/serviceMailbox';
import { settings } from './checks/settings';
import { tcp } from './checks/tcp';
import { throttling } from './checks/throttling';
import { timeZone } from './checks/timeZone';
import { tls } from './checks/tls';
import { version } from './checks/version';
import { markdownReport } from './markdown';
import type { CheckId, CheckResult, ConnectionReport, ServerSummary } from './report';
import { runChecks } from './runChecks';

export type * from './report';
export { firstFailure } from './report';

export interface TestConnectionOptions {
	/** Mailboxes to open; default: the settings' `testMailbox`, else the service account's own. */
	mailboxes?: string[];
	/** Creates an item in each mailbox's calendar and removes it. Default false. */
	writeTest?: boolean;
	/** Runs only these checks (and reports only these); default all. */
	checks?: readonly CheckId[];
	/** Name servers to ask when the system finds no address; default: the system's. */
	nameServers?: readonly string[];
	/** Our clock. */
	now?: () => Date;
	signal?: AbortSignal;
}

/** In the order in which they run. */
const allChecks: readonly Check[] = [
	settings,
	autodiscover,
	dns,
	tcp,
	tls,
	http,
	authentication,
	version,
	serviceMailbox,
	impersonation,
	calendarRead,
	calendarWrite,
	timeZone,
	clock,
	throttling,
];

/** The checks of the credential's Test button. */
export const testButtonChecks: readonly CheckId[] = [
	'settings',
	'autodiscover',
	'dns',
	'tcp',
	'tls',
	'http',
	'authentication',
	'version',
	'impersonation',
	'calendarRead',
];

/**
 * Goes through everything between here and a mailbox's calendar, step by step. A failed check is a result,
 * never an exception, and settings that can't be used are a failed `settings` check.
 */
export async function testConnection(
	exchange: Exchange | ConnectionSettings,
	options: TestConnectionOptions = {},
): Promise<ConnectionReport> {
	const now = options.now ?? (() => new Date());
	const connected = isConnection(exchange);
	const testMailbox = connected ? exchange.settings.testMailbox : exchange.testMailbox?.trim();
	const context: CheckContext = {
		rawSettings: connected ? undefined : exchange,
		facts: connected ? { exchange } : {},
		mailboxes: mailboxesToOpen(options.mailboxes, testMailbox),
		writeTest: options.writeTest ?? false,
		now,
		nameServers: options.nameServers,
		signal: options.signal ?? new AbortController().signal,
	};
	try {
		const wanted = options.checks && new Set([...options.checks, 'settings' as const]);
		const checks = await runChecks(
			allChecks.filter(({ id }) => !wanted || wanted.has(id)),
			context,
		);
		return reportOf(checks, context, now());
	} finally {
		if (!connected) await context.facts.exchange?.close();
	}
}

function isConnection(exchange: Exchange | ConnectionSettings): exchange is Exchange {
	return 'transport' in exchange && 'ewsUrl' in exchange;
}

function mailboxesToOpen(given: string[] | undefined, testMailbox: string | undefined): string[] {
	const wanted = (given ?? []).map((mailbox) => mailbox.trim()).filter((mailbox) => mailbox !== '');
	if (wanted.length > 0) return [...new Set(wanted)];
	return testMailbox ? [testMailbox] : [];
}

function reportOf(checks: CheckResult[], { facts }: CheckContext, now: Date): ConnectionReport {
	const ok = checks.every(({ status }) => status !== 'failed');
	const result = { ok, summary: summaryOf(checks), server: serverOf(facts), checks };
	return { ...result, report: markdownReport(result, { now, account: facts.settings?.user }) };
}

function summaryOf(checks: CheckResult[]): string {
	const failures = checks.filter(({ status }) => status === 'failed');
	const warnings = checks.filter(({ status }) => status === 'warning').length;
	const passed = checks.filter(({ status }) => status === 'passed').length;
	const also = warnings > 0 ? `, with ${warnings} warning${warnings > 1 ? 's' : ''}` : '';
	if (failures.length === 0) return `All ${passed + warnings} checks passed${also}.`;
	const [first] = failures;
	const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
	return `Failed: ${first.title}${more}. ${first.cause ?? first.details}`;
}

function serverOf(facts: Facts): ServerSummary {
	const { resolution, url, localAddress, server } = facts;
	const addresses = resolution && 'addresses' in resolution ? resolution.addresses : undefined;
	return {
		...(url && { url }),
		...(addresses && { addresses }),
		...(localAddress && { localAddress }),
		...Object.fromEntries(Object.entries(server ?? {}).filter(([, value]) => value !== undefined)),
	};
}
