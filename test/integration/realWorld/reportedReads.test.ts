/** What users of other programs reported of servers that refuse or cut a read, or go by other clocks. */
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { createRetryPolicy } from '../../../exchange/transport/createRetryPolicy';
import { VirtualTime } from '../faultMatrix/testedExchange';
import { closeQuietly, startCalendar, type TestCalendar } from '../push/calendar';
import {
	anotherServer,
	answered,
	plainly,
	succeeded,
	type AnotherServer,
	type Received,
} from './anotherServer';
import {
	change,
	changesOf,
	entry,
	following,
	page,
	series,
	single,
	told,
	view,
} from './calendarScript';

let server: AnotherServer | undefined;

afterEach(async () => {
	await server?.close();
	server = undefined;
});

it('one item that makes every batch with it fail keeps no other from being told', async () => {
	const fault =
		'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:ErrorInternalServerError</faultcode><faultstring xml:lang="en-US">An internal server error occurred. The operation failed.</faultstring><detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">ErrorInternalServerError</e:ResponseCode></detail></s:Fault></s:Body></s:Envelope>';
	const ids = ['a', 'bad', 'c'];
	const scripted = following({
		pages: [
			page('S1', ids.map((id) => change('Create', id)).join('')),
			page('S2', change('Create', 'd')),
		],
		items: Object.fromEntries([...ids, 'd'].map((id) => [id, single(id, '2026-11-25T09:00:00Z')])),
	});
	server = await anotherServer((request) =>
		request.operation === 'GetItem' && request.body.includes('"bad"')
			? plainly(fault, { status: '500 Internal Server Error' })
			: scripted(request),
	);
	const exchange = { ...server.exchange(), retry: createRetryPolicy(new VirtualTime()) };
	const first = await changesOf(exchange);
	expect(told(first.changes)).toEqual(['created 2026-11-25T09:00 a', 'created 2026-11-25T09:00 c']);
	expect(first.unreadable).toMatchObject([{ id: 'bad' }]);
	const second = await changesOf(exchange, { position: first.position });
	expect(told(second.changes)).toEqual(['created 2026-11-25T09:00 d']);
});

it('a view of more entries than the server allows is asked for fewer, without a wait', async () => {
	const message =
		'<m:FindItemResponseMessage ResponseClass="Error"><m:MessageText>You have exceeded the maximum number of objects.</m:MessageText><m:ResponseCode>ErrorExceededFindCountLimit</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey><m:MessageXml><t:Value Name="PolicyLimit">500</t:Value></m:MessageXml></m:FindItemResponseMessage>';
	const start = '2026-11-24T09:00:00Z';
	const scripted = following({
		pages: [page('S1', change('Create', 'W'))],
		items: { W: series('W', { start, recurrence: weekly('Tuesday', '2026-11-24') }) },
		view: view(entry('o', start, { uid: 'uid-W' })),
	});
	const most = ({ body }: Received) => Number(/MaxEntriesReturned="(\d+)"/.exec(body)?.[1]);
	server = await anotherServer((request) =>
		request.operation === 'FindItem' && most(request) > 500
			? answered('FindItem', message)
			: scripted(request),
	);
	const time = new VirtualTime();
	const exchange = { ...server.exchange(), retry: createRetryPolicy(time) };
	const { changes } = await changesOf(exchange, { pastDays: 0, futureDays: 6 });
	expect(told(changes)).toEqual(['created 2026-11-24T09:00 W']);
	const asked = server.received.filter(({ operation }) => operation === 'FindItem').map(most);
	expect(asked).toEqual([1000, 500]);
	expect(time.waits).toEqual([]);
});

const weekly = (day: string, start: string) =>
	`<t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>${day}</t:DaysOfWeek></t:WeeklyRecurrence><t:NoEndRecurrence><t:StartDate>${start}</t:StartDate></t:NoEndRecurrence>`;

describe('a server that still has the summer time of Mexico, and gives the id of the zone alone', () => {
	const dayMs = 86_400_000;
	const id = 'Central Standard Time (Mexico)';

	/** Wednesdays at nine by the clock of that server. */
	const starts = Array.from({ length: 30 }, (_, week) => {
		const day = new Date(Date.parse('2026-02-04') + week * 7 * dayMs).toISOString().slice(0, 10);
		return `${day}T${day > '2026-04-05' && day < '2026-10-25' ? 14 : 15}:00:00Z`;
	});

	async function start() {
		const zones = `<t:StartTimeZone Id="${id}" Name="x"/><t:EndTimeZone Id="${id}" Name="x"/>`;
		const recurrence = weekly('Wednesday', '2026-02-04');
		const W = series('W', { start: starts[0], recurrence, zones });
		const entries = starts.map((one) => entry(`o${one}`, one, { uid: 'uid-W' }));
		const occurrence = (one: string) =>
			series(`o${one}`, { start: one, recurrence: '', zones })
				.replace('RecurringMaster', 'Occurrence')
				.replace('<t:Recurrence></t:Recurrence>', '')
				.replace(/<t:UID>[^<]*/, '<t:UID>uid-W');
		const scripted = following({
			pages: [page('S1', change('Create', 'W')), page('S2', '')],
			items: { W, ...Object.fromEntries(starts.map((one) => [`o${one}`, occurrence(one)])) },
		});
		server = await anotherServer((request) => {
			if (request.operation !== 'FindItem') {
				const ofMaster = /(RecurringMasterItemId OccurrenceId=)"[^"]*"/g;
				return scripted({ ...request, body: request.body.replace(ofMaster, '$1"W"') });
			}
			const limit = (name: string) =>
				Date.parse(new RegExp(`${name}="([^"]+)"`).exec(request.body)![1]);
			const shown = entries.filter((_, index) => {
				const from = Date.parse(starts[index]);
				return from < limit('EndDate') && from + 3_600_000 >= limit('StartDate');
			});
			return succeeded('FindItem', view(...shown));
		});
		return server.exchange();
	}

	it('has every occurrence told, run after run', async () => {
		const exchange = await start();
		const first = Date.parse('2026-02-10T12:00:00Z');
		const created: string[] = [];
		const others: string[] = [];
		let position: string | undefined;
		for (let day = 0; day < 60; day++) {
			const options = { now: new Date(first + day * dayMs), pastDays: 7, futureDays: 60 };
			const found = await changesOf(exchange, { ...options, position });
			({ position } = found);
			for (const one of found.changes) {
				if (one.changeType === 'created') created.push(`${one.start!.dateTime.slice(0, 19)}Z`);
				else if (one.changeType !== 'deleted') others.push(one.changeType);
			}
		}
		const last = new Date(first + 119 * dayMs).toISOString();
		expect(created).toEqual(starts.filter((one) => one < last));
		expect(others).toEqual([]);
	});

	it('has the only one of a week told', async () => {
		const exchange = await start();
		const options = { now: new Date('2026-06-20T12:00:00Z'), pastDays: 0, futureDays: 7 };
		const { changes } = await changesOf(exchange, options);
		expect(told(changes)).toEqual(['created 2026-06-24T14:00 W']);
	});
});

describe('an occurrence in the hour that comes twice', () => {
	let calendar: TestCalendar;
	afterEach(async () => await closeQuietly(calendar));

	it.each(['full', 'idOnly', 'oldRules', 'ownId'] as const)(
		'stays cancelled where zones come as %s',
		async (timeZoneDefinitions) => {
			const now = () => new Date('2026-10-20T12:00:00Z');
			calendar = await startCalendar(now, { behaviours: { timeZoneDefinitions } });
			const timeZone = 'America/New_York';
			const event: PushInput = {
				externalId: '1',
				subject: 'Backup',
				start: { dateTime: '2026-10-28T01:30:00', timeZone },
				end: { dateTime: '2026-10-28T01:45:00', timeZone },
				rrule: 'FREQ=DAILY;COUNT=8\nEXDATE;TZID=America/New_York:20261101T013000',
			};
			const action = async () => (await calendar.push([event])).map((one) => one.action);
			expect(await action()).toEqual(['created']);
			expect(await action()).toEqual(['unchanged']);
			expect(await action()).toEqual(['unchanged']);
			const { changes } = await changesOf(calendar.exchange, { now: now() });
			const days = changes.map(({ start }) => start!.dateTime.slice(5, 10)).sort();
			expect(days).toEqual(['10-28', '10-29', '10-30', '10-31', '11-02', '11-03', '11-04']);
		},
	);
});
