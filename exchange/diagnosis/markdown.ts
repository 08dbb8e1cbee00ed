import type { RemedyBy } from '../errors';
import type { CheckResult, ConnectionReport } from './report';

const marks = { passed: '✔', warning: '⚠', failed: '✖', skipped: '–' } as const;

const actors: Record<RemedyBy, string> = {
	you: 'who runs n8n',
	exchangeAdmin: 'the Exchange administrator',
	networkAdmin: 'the network administrator',
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
		...(toDo.length > 0 ? ['## To do', '', ...toDo.flatMap(action)] : []),
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

function action({ title, status, details, cause, remedy, remedyBy, command }: CheckResult) {
	return [
		`### ${marks[status]} ${title}`,
		'',
		`- Seen: ${line(details)}`,
		...(cause ? [`- Likely cause: ${line(cause)}`] : []),
		`- To do, by ${actors[remedyBy ?? 'you']}: ${line(remedy ?? '')}`,
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

/** One line in which text from a server can't become markup. */
function line(text: string): string {
	return text
		.replace(/\s+/g, ' ')
		.replace(/[<>]/g, (character) => (character === '<' ? '&lt;' : '&gt;'))
		.replace(/([`[\]*])/g, '\\$1');
}
