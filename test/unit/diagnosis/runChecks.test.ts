import type { Check, CheckContext, Finding } from '../../../exchange/diagnosis/check';
import { failed, passed, skipped } from '../../../exchange/diagnosis/check';
import type { CheckId } from '../../../exchange/diagnosis/report';
import { runChecks } from '../../../exchange/diagnosis/runChecks';
import { InvalidSettings } from '../../../exchange/errors';

const check = (id: CheckId, needs: CheckId[], finding: () => Finding): Check => ({
	id,
	title: `title of ${id}`,
	needs,
	run: async () => finding(),
});
const failing = () =>
	failed({ details: 'seen', cause: 'why', remedy: 'what', remedyBy: 'networkAdmin' });
const context = (signal = new AbortController().signal): CheckContext => ({
	facts: {},
	mailboxes: [],
	writeTest: false,
	now: () => new Date(),
	signal,
});

describe('running checks', () => {
	it('skips what a failed check makes impossible, and names that check all the way down', async () => {
		const results = await runChecks(
			[
				check('dns', [], failing),
				check('tcp', ['dns'], () => passed('')),
				check('tls', ['tcp'], () => passed('')),
				check('clock', [], () => passed('the same')),
			],
			context(),
		);
		expect(results.map(({ id, status, details }) => [id, status, details])).toEqual([
			['dns', 'failed', 'seen'],
			['tcp', 'skipped', 'Not possible: "title of dns" failed.'],
			['tls', 'skipped', 'Not possible: "title of dns" failed.'],
			['clock', 'passed', 'the same'],
		]);
	});

	it('goes on after a check that had nothing to look at', async () => {
		const results = await runChecks(
			[check('tls', [], () => skipped('plain')), check('http', ['tls'], () => passed('there'))],
			context(),
		);
		expect(results.map(({ status }) => status)).toEqual(['skipped', 'passed']);
	});

	it('turns an exception into a failed check with its remedy', async () => {
		const [result] = await runChecks(
			[
				check('settings', [], () => {
					throw new InvalidSettings('server', 'The server is missing', { remedy: 'Enter it.' });
				}),
			],
			context(),
		);
		expect(result).toMatchObject({
			status: 'failed',
			details: 'The server is missing',
			remedy: 'Enter it.',
			remedyBy: 'you',
		});
	});

	it('runs nothing more once it was cancelled', async () => {
		const [result] = await runChecks([check('dns', [], failing)], context(AbortSignal.abort()));
		expect(result).toMatchObject({ status: 'skipped', details: 'Not run: cancelled.' });
	});

	it('hands on what a check found out', async () => {
		const results = await runChecks(
			[
				check('dns', [], () => passed('', { url: 'https://mail.enyoi.example/' })),
				{
					id: 'tcp',
					title: '',
					needs: [],
					run: async ({ facts }) => passed(facts.url ?? 'nothing'),
				},
			],
			context(),
		);
		expect(results[1].details).toBe('https://mail.enyoi.example/');
	});
});
