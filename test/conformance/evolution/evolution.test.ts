import { startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import type { CalendarItem } from '../../exchangeServer/contracts';
import { describeWith, schemaDirectory, schemas } from '../../requirements';
import { evolution, runEvolution, type Step } from './client';

/** Evolution with its Exchange connector, which others wrote against real servers. */
describeWith([evolution, schemas], 'Evolution on the test Exchange', () => {
	let server: ExchangeServer;
	let steps: Map<string, Step>;
	let before: CalendarItem[];
	const mine = () => server.company.user('alice').calendar;

	beforeAll(async () => {
		server = await startExchangeServer({ schemas: schemaDirectory });
		const { account, smtpAddress, password } = server.company.user('alice');
		before = [...mine().items()];
		steps = await runEvolution(
			{
				endpoint: server.url,
				user: `${account.domain}\\${account.accountName}`,
				password,
				address: smtpAddress,
				guest: server.company.user('bob').smtpAddress,
			},
			({ step }) => {
				if (step === 'watching') {
					mine().create({ subject: 'Made by somebody else', start: '2027-05-03T10:00' });
				}
				if (step === 'listening') {
					void listening().then(() =>
						mine().create({ subject: 'Made while listening', start: '2027-05-04T10:00' }),
					);
				}
			},
		);
	}, 150_000);

	afterAll(async () => {
		await server.close();
		expect(server.schemaViolations).toEqual([]);
	});

	/** Until Evolution waits for notifications; its scenario gives up first. */
	async function listening(): Promise<void> {
		while (!server.requests.some(({ operation }) => operation === 'GetStreamingEvents')) {
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	const step = (name: string) => steps.get(name) as Step;
	const item = (subject: string) =>
		mine()
			.items()
			.find((one) => one.subject === subject) as CalendarItem;

	it('reads every event, the exceptions of series too', () => {
		const events = step('list').events as Array<{ summary: string; recurrenceId: string | null }>;
		const summaries = events.filter(({ recurrenceId }) => !recurrenceId).map((one) => one.summary);
		expect(summaries.sort()).toEqual(before.map(({ subject }) => subject).sort());
		const exceptions = before.reduce((count, one) => count + one.exceptions.size, 0);
		expect(events).toHaveLength(before.length + exceptions);
	});

	it('creates an event and changes it', () => {
		expect(step('single')).toMatchObject({
			summary: 'Made in Evolution',
			location: 'Room 1',
			start: '20270302T090000',
			end: '20270302T103000',
			zone: expect.stringContaining('Europe/Amsterdam') as string,
			class: 'PRIVATE',
			transparency: 'OPAQUE',
		});
		expect(step('modified')).toMatchObject({
			summary: 'Renamed in Evolution',
			location: 'Room 2',
			start: '20270302T090000',
		});
		expect(item('Renamed in Evolution')).toMatchObject({
			location: 'Room 2',
			start: new Date('2027-03-02T08:00:00Z'),
			end: new Date('2027-03-02T09:30:00Z'),
			sensitivity: 'Private',
			categories: ['Red'],
			body: { text: expect.stringContaining('second line') as string },
		});
	});

	it('creates a series over the change of the clocks and removes one of it', () => {
		const starts = ['0302', '0309', '0316', '0323', '0330', '0406'].map(
			(day) => `2027${day}T110000`,
		);
		expect(step('weekly').starts).toEqual(starts);
		expect(step('occurrenceRemoved').starts).toEqual(starts.filter((_, index) => index !== 2));
		const series = item('Weekly in Evolution');
		expect(series.recurrence).toMatchObject({
			pattern: { type: 'WeeklyRecurrence', interval: 1, days: ['Tuesday'] },
			range: { type: 'NumberedRecurrence', startDate: '2027-03-02', numberOfOccurrences: 6 },
		});
		expect([...series.deletedOccurrences]).toEqual([Date.parse('2027-03-16T10:00:00Z')]);
	});

	it('creates an event of whole days and deletes it', () => {
		expect(step('allDay')).toMatchObject({ start: '20270405', end: '20270407' });
		expect(item('All day in Evolution')).toBeUndefined();
	});

	it('invites to a meeting and sees the guest busy', () => {
		const invited = item('Meeting in Evolution');
		expect(invited.attendees).toMatchObject([{ emailAddress: 'bob@enyoi.example' }]);
		expect(server.outbox).toMatchObject([
			{ kind: 'MeetingRequest', to: ['bob@enyoi.example'], subject: 'Meeting in Evolution' },
		]);
		expect(String(step('freeBusy').periods)).toContain('20270303T090000Z/20270303T100000Z');
	});

	it('hears of what others do over a streaming subscription', () => {
		expect(step('noticed')).toMatchObject({ summary: 'Made while listening' });
		const asked = server.requests.map(({ operation }) => operation);
		expect(asked).toContain('Subscribe');
		expect(asked).toContain('GetStreamingEvents');
	});

	it('reads what others did since', () => {
		expect(step('refreshed')).toMatchObject({ summary: 'Made by somebody else' });
	});
});
