import { markdownReport } from '../../../exchange/diagnosis/markdown';
import type { CheckResult } from '../../../exchange/diagnosis/report';

const failure: CheckResult = {
	id: 'http',
	title: 'EWS is there',
	status: 'failed',
	durationMs: 12,
	details: 'a page: "<script>alert(1)</script> | [click](http://evil.test) `x`\nmore"',
	cause: 'a proxy',
	remedy: 'Let it pass.',
	remedyBy: 'networkAdmin',
	command: 'Get-Thing ```\nRemove-Thing',
};

describe('the report for the administrator', () => {
	const report = markdownReport(
		{
			ok: false,
			summary: 'Failed: EWS is there.',
			server: { url: 'https://mail.enyoi.example/EWS/Exchange.asmx', localAddress: '10.0.0.7' },
			checks: [failure],
		},
		{ now: new Date('2026-11-23T10:00:00Z'), account: 'ENYOI\\svc' },
	);

	it('says who has to do what', () => {
		expect(report).toContain('# Exchange connection test: failed');
		expect(report).toContain('## To do, by the network administrator');
		expect(report).toContain('- Cause: a proxy\n- To do: Let it pass.\n- Seen: a page');
		expect(report).toContain('- Address of n8n, as the server sees it: 10.0.0.7');
		expect(report).toContain('Tested 2026-11-23T10:00:00Z');
	});

	it('addresses each who has to act once, and says what does not work until then', () => {
		const right: CheckResult = {
			...failure,
			id: 'impersonation',
			title: 'The service account may act as the mailboxes',
			remedyBy: 'exchangeAdmin',
		};
		const mine: CheckResult = { ...failure, remedyBy: undefined };
		const all = markdownReport(
			{ ok: false, summary: '', server: {}, checks: [failure, mine, right, { ...right }] },
			{ now: new Date() },
		);
		expect(all.match(/^## .*/gm)).toEqual([
			'## To do, by the Exchange administrator',
			'## To do, by the network administrator',
			'## To do, by who runs n8n',
			'## All checks',
		]);
		expect(all).toContain(
			'- Until then: None of the refused mailboxes is read, written or watched.',
		);
	});

	it('keeps what a server said from becoming markup', () => {
		expect(report).not.toContain('<script>');
		expect(report).not.toContain('[click](');
		expect(report).toContain('````\nGet-Thing ```\nRemove-Thing\n````');
		const rows = report.split('\n').filter((line) => line.startsWith('| ✖'));
		expect(rows).toHaveLength(1);
		expect(rows[0].replace(/\\\|/g, '').match(/\|/g)).toHaveLength(5);
	});
});
