import type { Check, CheckContext } from '../../../exchange/diagnosis/check';
import type { CheckId } from '../../../exchange/diagnosis/checks';
import {
	failed,
	failureOf,
	passed,
	skipped,
	type Finding,
} from '../../../exchange/diagnosis/finding';
import { runChecks } from '../../../exchange/diagnosis/runChecks';
import { ExchangeError, InvalidSettings } from '../../../exchange/errors';
import { Cancelled } from '../../../exchange/transport/errors';

const check = (id: CheckId, needs: CheckId[], finding: () => Finding): Check<CheckId> => ({
	id,
	title: `title of ${id}`,
	needs,
	testButton: 'runs',
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
			['tcp', 'skipped', 'Not possible, because this failed: title of dns.'],
			['tls', 'skipped', 'Not possible, because this failed: title of dns.'],
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
			cause: 'The field server holds no usable value.',
			remedy: 'Enter it.',
			remedyBy: 'you',
		});
	});

	it('ends with one error when cancelled, before, while and after a check runs', async () => {
		const control = new AbortController();
		const ran: string[] = [];
		const cancels = check('dns', [], () => {
			ran.push('dns');
			control.abort();
			return failing();
		});
		const next = check('tcp', [], () => {
			ran.push('tcp');
			return passed('');
		});
		await expect(runChecks([cancels, next], context(control.signal))).rejects.toThrow(Cancelled);
		await expect(runChecks([cancels], context(control.signal))).rejects.toThrow(Cancelled);
		expect(ran).toEqual(['dns']);
	});

	it('hands on what a check found out', async () => {
		const results = await runChecks(
			[
				check('dns', [], () => passed('', { url: 'https://mail.enyoi.example/' })),
				{
					id: 'tcp',
					title: '',
					needs: [],
					testButton: 'runs',
					run: async ({ facts }) => passed(facts.url ?? 'nothing'),
				},
			],
			context(),
		);
		expect(results[1].details).toBe('https://mail.enyoi.example/');
	});
});

describe('an error that a check has no advice for', () => {
	const finding = (message: string, details: ExchangeError['details'] = {}) =>
		failureOf(new ExchangeError('malformedResponse', message, { details }));

	it('has its message in the details and the cause of its kind, each once', () => {
		const page = 'The server answered HTTP 200 with an HTML page';
		expect(finding(page, { httpStatus: 200 })).toMatchObject({
			status: 'failed',
			details: page,
			cause: 'What answers at this address is not EWS, or something on the way changes it.',
			remedyBy: 'exchangeAdmin',
		});
		expect(
			finding('Exchange failed (ErrorX: words)', { responseCode: 'ErrorX', messageText: 'words' })
				.details,
		).toBe('Exchange failed (ErrorX: words)');
	});

	it('brings along what finds the request in the logs', () => {
		const details = { httpStatus: 500, responseCode: 'ErrorX', requestId: 'abc' };
		expect(finding('It broke.', { ...details, frontEndServer: 'EX01' }).details).toBe(
			'It broke (ErrorX, HTTP 500, request-id abc, front end EX01)',
		);
	});

	it('is reported to the maintainers when it is none of Exchange', () => {
		expect(failureOf(new TypeError('x is not a function'))).toMatchObject({
			details: 'x is not a function',
			remedyBy: 'you',
		});
		expect(failureOf('odd').details).toBe('odd');
	});
});
