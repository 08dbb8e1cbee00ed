import type { RemedyBy } from '../errors';
import { markdownLine as line } from '../markdownText';
import type { CheckId, CheckResult, ConnectionReport } from './report';

const marks = { passed: '✔', warning: '⚠', failed: '✖', skipped: '–' } as const;

/** Those who may have to act, in the order in which a report addresses them. */
const actors: Record<RemedyBy, string> = {
	exchangeAdmin: 'the Exchange administrator',
	networkAdmin: 'the network administrator',
	you: 'who runs n8n',
};

/** What does not work as long as a check is not passed, where that is not plain. */
const costs: Partial<Record<CheckId, string>> = {
	serviceMailbox:
		'Positions cannot be kept in the service mailbox; keep them in each mailbox, or in the item.',
	impersonation: 'None of the refused mailboxes is read, written or watched.',
	calendarRead: 'Nothing is read from the refused calendars, and nothing is written into them.',
	calendarWrite:
		'Nothing is written there. Changes are told all the same, with their position kept in the service mailbox or in the item.',
	timeZone: 'Times without a zone count as UTC, and all-day events may be a day off.',
	clock: 'The window of days around now is off by as much, and tokens may be refused.',
	throttling: 'Runs take longer and wait; no change is lost.',
};

/** The report as Markdown that can be mailed to the Exchange administrator. */
export function markdownReport(
	{ ok, summary, server, checks }: Omit<ConnectionReport, 'report'>,
	{ now, account }: { now: Date; account?: string },
): string {
	const toDo = checks.filter(({ remedy }) => remedy !== undefined);
	return [
		`# Exchange connection test: ${ok ? 'passed' : 'failed'}`,
		'',
		summary,
		'',
		`Tested ${now.toISOString().replace(/\.\d+Z$/, 'Z')} by n8n-nodes-exchange-server.`,
		'',
		...facts([
			['EWS URL', server.url],
			['Server', [server.product, server.build].filter(Boolean).join(', build ')],
			['Addresses of the server', server.addresses?.join(', ')],
			['Address of n8n, as the server sees it', server.localAddress],
			['Sign-in schemes offered', server.authentication?.join(', ')],
			['Service account', account],
			['Front end', server.frontEndServer],
			['Median time of an answer', server.latencyMs && `${server.latencyMs} ms`],
		]),
		...Object.entries(actors).flatMap(([actor, name]) => {
			const own = toDo.filter(({ remedyBy = 'you' }) => remedyBy === actor);
			return own.length > 0 ? [`## To do, by ${name}`, '', ...own.flatMap(action)] : [];
		}),
		'## All checks',
		'',
		'| | Check | Seen | ms |',
		'|---|---|---|---|',
		...checks.map(
			({ status, title, details, durationMs }) =>
				`| ${marks[status]} ${status} | ${cell(title)} | ${cell(details)} | ${durationMs} |`,
		),
		'',
	].join('\n');
}

function facts(rows: Array<[string, string | number | undefined]>): string[] {
	const known = rows.filter(([, value]) => value !== undefined && value !== '' && value !== 0);
	return known.length === 0
		? []
		: [...known.map(([name, value]) => `- ${name}: ${line(String(value))}`), ''];
}

/** The cause first, then what to do, then what was seen. */
function action({ id, title, status, details, cause, remedy, command }: CheckResult) {
	const cost = costs[id];
	return [
		`### ${marks[status]} ${title}`,
		'',
		...(cause ? [`- Cause: ${line(cause)}`] : []),
		`- To do: ${line(remedy ?? '')}`,
		...(cost ? [`- Until then: ${line(cost)}`] : []),
		`- Seen: ${line(details)}`,
		...(command ? ['', fenced(command)] : []),
		'',
	];
}

/** A fence longer than any run of backticks within, so that the text can't leave it. */
function fenced(text: string): string {
	const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
	const fence = '`'.repeat(longest + 1);
	return `${fence}\n${text}\n${fence}`;
}

function cell(text: string): string {
	return line(text).replace(/\|/g, '\\|');
}
