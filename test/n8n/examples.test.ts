import * as scenario from '../../demo/scenario';
import { checks } from '../../exchange/diagnosis/checks';
import { addExamples } from '../../scripts/lib/demoSetup.mjs';
import type { Execution } from '../../scripts/lib/n8nClient.mjs';
import { startSession, startTimeoutMs, type Session } from './session';

type Row = Record<string, never>;

const json = (execution: Execution, node: string, output = 0) =>
	execution.items(node, output).map((item) => item.json as Row);

let session: Session;
let examples: Awaited<ReturnType<typeof addExamples>>;
beforeAll(async () => {
	session = await startSession();
	examples = await addExamples(session.client, session.credential);
}, startTimeoutMs);
afterAll(async () => await session?.stop());

describe('the example "Resolve mailboxes"', () => {
	it('finds the mailbox of each user, or says what is wrong', async () => {
		const execution = await examples.resolve.run();
		const { company } = session.exchange;

		expect(execution).toMatchObject({ mode: 'webhook', status: 'success' });
		const users = json(execution, 'One Item per User') as unknown as scenario.ListedUser[];
		const found = json(execution, 'Resolve Mailbox').map(
			({ status, emailAddress, displayName, calendar }) =>
				status === 'resolved'
					? { status, emailAddress, displayName, itemCount: (calendar as Row).itemCount }
					: { status },
		);
		expect(found).toEqual(users.map((user) => scenario.expectedMailbox(company, user)));
		expect(new Set(found.map(({ status }) => status)).size).toBeGreaterThan(2);
	});

	it('explains each user who is not resolved', async () => {
		const execution = await examples.resolve.run();
		for (const { message } of json(execution, 'Look At These')) {
			expect(message).toEqual(expect.stringMatching(/\S/));
		}
		expect(execution.items('Use These').length).toBeGreaterThan(0);
	});

	it('keeps items paired', async () => {
		const execution = await examples.resolve.run();
		expect(execution.items('Resolve Mailbox').map(({ pairedItem }) => pairedItem)).toEqual(
			execution.items('One Item per User').map((_, item) => ({ item })),
		);
	});
});

describe('the example "Test the connection"', () => {
	it('gives a report on Passed in which no check failed', async () => {
		const execution = await examples.test.run();

		expect(execution.status).toBe('success');
		expect(execution.items('Test Exchange Connection', 1)).toEqual([]);
		const [report] = json(execution, 'Test Exchange Connection', 0);
		expect(report).toMatchObject({ ok: true, report: expect.stringMatching(/^#/m) });
		const results = report.checks as Array<{ id: string; status: string }>;
		expect(results.map(({ id }) => id)).toEqual(checks.map(({ id }) => id));
		expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
		expect(json(execution, 'All Is Well')).toHaveLength(1);
	});
});

describe('the example "Sync calendars on a schedule"', () => {
	const sync = async () => {
		const execution = await examples.sync.run();
		expect(execution.status).toBe('success');
		expect(json(execution, 'Failed Mailboxes')).toEqual([]);
		return {
			changes: json(execution, 'Your System'),
			positions: json(execution, 'Log of the Run'),
		};
	};

	it('gives what every calendar shows, then nothing, then exactly what people changed', async () => {
		const { company } = session.exchange;
		const people = scenario.employees(company);
		const shown = () =>
			people.map((person) =>
				scenario.sortedSpans(
					scenario
						.eventsInWindow(person, new Date())
						.map((event) => scenario.spanOf(company, event)),
				),
			);

		const before = shown();
		const first = await sync();
		const after = shown();
		expect(first.positions).toHaveLength(people.length);
		for (const [index, { smtpAddress }] of people.entries()) {
			const found = scenario.sortedSpans(
				first.changes
					.filter(({ mailbox }) => mailbox === smtpAddress)
					.map((change) => scenario.spanOfChange(change)),
			);
			expect([before[index], after[index]]).toContainEqual(found);
		}

		const second = await sync();
		expect(second.changes).toEqual([]);
		expect(second.positions).toHaveLength(people.length);

		const expected = scenario.editCalendars(company, new Date());
		const third = await sync();
		expect(third.changes).toHaveLength(expected.length);
		for (const { mailbox, changeType, iCalUId, span, originalStart } of expected) {
			const change = third.changes.find((one) => one.mailbox === mailbox) as Row;
			expect(change).toMatchObject({ changeType, key: expect.stringContaining(iCalUId) });
			if (span) expect(scenario.spanOfChange(change)).toEqual(span);
			if (originalStart) {
				expect(new Date(change.originalStart).toISOString()).toBe(originalStart);
			}
		}
		expect(session.exchange.schemaViolations).toEqual([]);
	});
});
