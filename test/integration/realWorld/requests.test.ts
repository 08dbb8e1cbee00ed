import type { Exchange } from '../../../exchange/connection';
import { getChanges } from '../../../exchange/changes/getChanges';
import { pushEvents } from '../../../exchange/push/pushEvents';
import type { ExchangeVersionClaim } from '../../../exchange/settings';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import type { ExchangeServer } from '../../exchangeServer';
import { startConnected, type Connected } from '../../support/startConnected';

let connected: Connected;
let server: ExchangeServer;
let exchange: Exchange;
const now = new Date('2026-11-22T12:00:00Z');

async function start(version: ExchangeVersionClaim) {
	connected = await startConnected({ now: () => now, settings: { version } });
	({ server, exchange } = connected);
	return connected.company.user('alice').calendar;
}

afterEach(async () => await connected.close());

/** What came with Exchange 2013; an older server refuses the whole request. */
const younger = /item:Preview|JoinOnlineMeetingUrl|(Start|End)TimeZoneId|IsOnlineMeeting|TextBody/;

it.each<[ExchangeVersionClaim, boolean]>([
	['Exchange2010_SP2', false],
	['Exchange2010_SP3', false],
	['Exchange2013', true],
	['ExchangeSE', true],
])('%s is asked for nothing that it does not know', async (version, mayBeYounger) => {
	const calendar = await start(version);
	calendar.create({
		subject: 'W',
		start: '2026-11-24T10:00',
		recurrence: {
			pattern: {
				type: 'WeeklyRecurrence',
				interval: 1,
				days: ['Tuesday'],
				firstDayOfWeek: 'Monday',
			},
			range: { type: 'NoEndRecurrence', startDate: '2026-11-24' },
		},
	});
	const options = { mailbox: 'alice@enyoi.example', includeBody: 'html' as const, now };
	for await (const change of getChanges(exchange, options)) expect(change.subject).toBe('W');
	const bodies = server.requests.map(({ body }) => body).filter(Boolean);
	expect(bodies.some((body) => body.includes('calendar:StartTimeZone"'))).toBe(true);
	expect(bodies.some((body) => younger.test(body))).toBe(mayBeYounger);
	const claimed = new Set(bodies.map((body) => /Version="(\w+)"/.exec(body)?.[1]));
	expect([...claimed]).toEqual([
		version === 'Exchange2013' ? version : mayBeYounger ? 'Exchange2013_SP1' : 'Exchange2010_SP2',
	]);
});

it('dates of a recurrence are written as dates of the series’ own zone', async () => {
	await start('ExchangeSE');
	const zone = 'Pacific Standard Time';
	const events: PushInput[] = [
		{
			externalId: '1',
			subject: 'West',
			start: { dateTime: '2026-12-01T10:00:00', timeZone: zone },
			end: { dateTime: '2026-12-01T11:00:00', timeZone: zone },
			recurrence: {
				pattern: { type: 'daily', interval: 1 },
				range: { type: 'endDate', startDate: '2026-12-01', endDate: '2026-12-03' },
			},
		},
	];
	const options = { mailbox: 'alice@enyoi.example', source: 'hr', now };
	for await (const result of pushEvents(exchange, options, events)) {
		expect(result.action).toBe('created');
	}
	const { body } = server.requests.find(({ operation }) => operation === 'CreateItem')!;
	expect(body).toContain('<t:StartDate>2026-12-01</t:StartDate><t:EndDate>2026-12-03</t:EndDate>');
});
