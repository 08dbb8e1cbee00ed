/** What users of other programs reported of Exchange and of what they gave it, with the right outcome. */
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { startCalendar, closeQuietly, type TestCalendar } from '../push/calendar';
import {
	anotherServer,
	answered,
	failed,
	type AnotherServer,
	type Received,
} from './anotherServer';
import { change, changesOf, following, page, series, single, told } from './calendarScript';

const now = () => new Date('2026-11-22T12:00:00Z');

describe('what is pushed', () => {
	let calendar: TestCalendar;

	afterEach(async () => {
		await closeQuietly(calendar);
	});

	/** Starts of the occurrences that Exchange has then, in the zone of the mailbox. */
	async function startsOf(events: PushInput[], dates = false): Promise<string[]> {
		const results = await calendar.push(events);
		expect(results.map(({ action }) => action)).toEqual(events.map(() => 'created'));
		const again = await calendar.push(events);
		expect(again.map(({ action }) => action)).toEqual(events.map(() => 'unchanged'));
		const { changes } = await changesOf(calendar.exchange, { now: now(), pastDays: 200 });
		return changes.map(({ start }) => start!.dateTime.slice(0, dates ? 10 : 16)).sort();
	}

	const hour = (start: string, rrule: string, timeZone = 'Europe/Berlin'): PushInput => ({
		externalId: rrule,
		subject: 'Shift',
		start: { dateTime: start, timeZone },
		end: {
			dateTime: new Date(Date.parse(`${start}Z`) + 3_600_000).toISOString().slice(0, 19),
			timeZone,
		},
		rrule,
	});

	it.each<[string, string, string[]]>([
		[
			'2026-08-14T17:00:00',
			'FREQ=WEEKLY;WKST=MO;UNTIL=20260918T145959Z;BYDAY=FR',
			['08-14T15:00', '08-21T15:00', '08-28T15:00', '09-04T15:00', '09-11T15:00'],
		],
		[
			'2026-08-14T17:00:00',
			'FREQ=WEEKLY;WKST=MO;UNTIL=20260918T150000Z;BYDAY=FR',
			['08-14T15:00', '08-21T15:00', '08-28T15:00', '09-04T15:00', '09-11T15:00', '09-18T15:00'],
		],
		[
			'2026-11-23T09:00:00',
			'FREQ=DAILY;UNTIL=20261127T000000Z',
			['11-23T08:00', '11-24T08:00', '11-25T08:00', '11-26T08:00'],
		],
		[
			'2026-11-23T09:00:00',
			'FREQ=DAILY;UNTIL=20261127T085959',
			['11-23T08:00', '11-24T08:00', '11-25T08:00', '11-26T08:00'],
		],
		[
			'2026-11-23T09:00:00',
			'FREQ=DAILY;UNTIL=20261127',
			['11-23T08:00', '11-24T08:00', '11-25T08:00', '11-26T08:00', '11-27T08:00'],
		],
		['2026-11-24T23:30:00', 'FREQ=DAILY;UNTIL=20261126T232959Z', ['11-24T23:30', '11-25T23:30']],
	])('a series of %s ends with its UNTIL: %s', async (start, rrule, starts) => {
		const zone = start.endsWith('23:30:00') ? 'UTC' : 'Europe/Berlin';
		calendar = await startCalendar(now);
		const expected = starts.map((one) => `2026-${one}`);
		expect(await startsOf([hour(start, rrule, zone)])).toEqual(expected);
	});

	it('a series that was split in two has no day twice', async () => {
		calendar = await startCalendar(now);
		const starts = await startsOf([
			hour('2026-11-27T17:00:00', 'FREQ=WEEKLY;BYDAY=FR;UNTIL=20261211T155959Z'),
			hour('2026-12-11T16:00:00', 'FREQ=WEEKLY;BYDAY=FR;COUNT=2'),
		]);
		const days = ['2026-11-27T16:00', '2026-12-04T16:00', '2026-12-11T15:00', '2026-12-18T15:00'];
		expect(starts).toEqual(days);
	});

	const allDay = { isAllDay: true, subject: 'Leave', externalId: '1' };
	const midnight = (day: string) => ({ dateTime: `${day}T00:00:00`, timeZone: 'UTC' });

	it.each<[string, Partial<PushInput>]>([
		['midnight in UTC', { rrule: 'RRULE:FREQ=DAILY;COUNT=5\nEXDATE:20261126T000000Z' }],
		['a date', { rrule: 'RRULE:FREQ=DAILY;COUNT=5\nEXDATE:20261126' }],
		['a date that says so', { rrule: 'RRULE:FREQ=DAILY;COUNT=5\nEXDATE;VALUE=DATE:20261126' }],
		['midnight of no zone', { rrule: 'RRULE:FREQ=DAILY;COUNT=5\nEXDATE:20261126T000000' }],
		[
			'midnight of the mailbox',
			{ rrule: 'RRULE:FREQ=DAILY;COUNT=5\nEXDATE;TZID=Europe/Berlin:20261126T000000' },
		],
		[
			'an exception at midnight in UTC',
			{
				rrule: 'FREQ=DAILY;COUNT=5',
				exceptions: [{ originalStart: '2026-11-26T00:00:00Z', isCancelled: true }],
			},
		],
		[
			'an exception of a date',
			{
				rrule: 'FREQ=DAILY;COUNT=5',
				exceptions: [{ originalStart: '2026-11-26', isCancelled: true }],
			},
		],
	])('a day without an all-day series is given as %s', async (_what, more) => {
		calendar = await startCalendar(now);
		const times = { start: midnight('2026-11-24'), end: midnight('2026-11-25') };
		const days = await startsOf([{ ...allDay, ...times, ...more }], true);
		expect(days).toEqual(['2026-11-24', '2026-11-25', '2026-11-27', '2026-11-28']);
	});

	it.each([
		'<p>Gr&uuml;&szlig;e, 9&ndash;10 &euro; &hellip; it&rsquo;s</p>',
		'<p>&eacute; &auml; &copy; &shy; &laquo; &bull; &#252; &#xDF; ü</p>',
	])('a body with named characters stays as it is, and can be edited: %s', async (content) => {
		const characters = { behaviours: { htmlBodies: 'reserialised' as const } };
		calendar = await startCalendar(now, characters);
		const event: PushInput = {
			...hour('2026-11-25T09:00:00', ''),
			rrule: undefined,
			externalId: '1',
			body: { contentType: 'html', content },
		};
		const actions = async (given: PushInput) =>
			(await calendar.push([given])).map(({ action }) => action);
		expect(await actions(event)).toEqual(['created']);
		expect(await actions(event)).toEqual(['unchanged']);
		expect(await actions(event)).toEqual(['unchanged']);
		const edited = { contentType: 'html' as const, content: `${content}<p>More</p>` };
		expect(await actions({ ...event, body: edited })).toEqual(['updated']);
	});

	it('an occurrence that is moved past its neighbour is named, with what to do', async () => {
		calendar = await startCalendar(now);
		const moved = {
			...hour('2026-11-24T09:00:00', 'FREQ=DAILY;COUNT=5'),
			exceptions: [
				{
					originalStart: '2026-11-25T08:00:00Z',
					start: '2026-11-27T12:00:00Z',
					end: '2026-11-27T13:00:00Z',
				},
			],
		};
		const [result] = await calendar.push([moved]);
		expect(`${result.action} ${result.error?.message} ${result.error?.remedy}`).toMatch(
			/2026-11-25T08:00.*Cancel that occurrence/s,
		);
	});

	it.each<[string, Partial<PushInput>, RegExp]>([
		['a time without a zone', { start: '2026-12-01 13:00:00' }, /dateTime, timeZone/],
		['a number', { start: 1796115600000 as unknown as string }, /dateTime|2026-/],
		['an hourly rule', { rrule: 'FREQ=HOURLY' }, /DAILY, WEEKLY, MONTHLY or YEARLY/],
	])('%s is refused with the forms that are allowed', async (_what, more, remedy) => {
		calendar = await startCalendar(now);
		const event = {
			...hour('2026-12-01T13:00:00', ''),
			rrule: undefined,
			externalId: '1',
			...more,
		};
		const [result] = await calendar.push([event]);
		expect(result.action).toBe('failed');
		expect(`${result.error?.message} ${result.error?.remedy}`).toMatch(remedy);
		expect(calendar.items()).toEqual([]);
	});

	it('days without it whose zone is a name for people are refused with that name', async () => {
		calendar = await startCalendar(now);
		const zone = '(UTC+01:00) Amsterdam, Berlin';
		const rrule = `FREQ=DAILY;COUNT=3\nEXDATE;TZID="${zone}":20261126T090000`;
		const [result] = await calendar.push([hour('2026-11-25T09:00:00', rrule)]);
		expect(`${result.action} ${result.message}`).toContain(`"${zone}"`);
		expect(result.error).toMatchObject({ code: 'input', field: 'rrule.timeZone' });
	});

	it('a day of leave that ends on the day it begins says that the end is the day after', async () => {
		calendar = await startCalendar(now);
		const day = '2026-12-01';
		const [result] = await calendar.push([{ ...allDay, start: day, end: day }]);
		expect(`${result.error?.message} ${result.error?.remedy}`).toMatch(/day after/);
	});

	it('a Date is taken as its instant', async () => {
		calendar = await startCalendar(now);
		const start = new Date('2026-12-01T13:00:00Z') as unknown as string;
		const end = new Date('2026-12-01T14:00:00Z') as unknown as string;
		const event = { externalId: '1', subject: 'Shift', start, end };
		expect(await calendar.push([event])).toMatchObject([{ action: 'created' }]);
		expect(calendar.items().map((item) => item.start)).toEqual([new Date('2026-12-01T13:00:00Z')]);
	});
});

describe('what a server says', () => {
	let server: AnotherServer;

	afterEach(async () => {
		await server.close();
	});

	const sameUid = (item: string) => item.replace(/<t:UID>[^<]*</, '<t:UID>same<');
	const weekly = (start: string) =>
		`<t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek></t:WeeklyRecurrence><t:NumberedRecurrence><t:StartDate>${start}</t:StartDate><t:NumberOfOccurrences>2</t:NumberOfOccurrences></t:NumberedRecurrence>`;
	const master = (id: string, start: string) =>
		sameUid(series(id, { start, recurrence: weekly(start.slice(0, 10)) }));
	const one = (id: string, start: string) => sameUid(single(id, start));

	it.each<[string, string, string, string[]]>([
		[
			'two appointments',
			one('A', '2026-11-25T09:00:00Z'),
			one('B', '2026-11-26T09:00:00Z'),
			['created 2026-11-25T09:00 A', 'created 2026-11-26T09:00 B'],
		],
		[
			'two series',
			master('A', '2026-11-24T09:00:00Z'),
			master('B', '2026-11-24T13:00:00Z'),
			[
				'created 2026-11-24T09:00 A',
				'created 2026-11-24T13:00 B',
				'created 2026-12-01T09:00 A',
				'created 2026-12-01T13:00 B',
			],
		],
		[
			'a series and an appointment',
			master('A', '2026-11-24T09:00:00Z'),
			one('B', '2026-11-26T09:00:00Z'),
			['created 2026-11-24T09:00 A', 'created 2026-11-26T09:00 B', 'created 2026-12-01T09:00 A'],
		],
	])('%s of one UID are all told, and only the one that goes is gone', async (_what, a, b, all) => {
		const script = {
			pages: [
				page('S1', change('Create', 'A') + change('Create', 'B')),
				page('S2', change('Delete', 'B')),
			],
			items: { A: a, B: b },
		};
		server = await anotherServer(following(script));
		const first = await changesOf(server.exchange());
		expect(told(first.changes).sort()).toEqual(all);
		const second = await changesOf(server.exchange(), { position: first.position });
		const ofB = new Set(
			first.changes.filter(({ subject }) => subject === 'B').map(({ key }) => key),
		);
		const ofA = new Set(
			first.changes.filter(({ subject }) => subject === 'A').map(({ key }) => key),
		);
		const deleted = second.changes.filter(({ changeType }) => changeType === 'deleted');
		const told2 = new Set(deleted.map(({ key }) => key));
		expect([...ofB].filter((key) => !ofA.has(key)).every((key) => told2.has(key))).toBe(true);
		// A key that both have stands for what is still there.
		for (const key of told2) {
			if (!ofA.has(key)) continue;
			const after = second.changes.filter((one) => one.key === key).at(-1);
			expect(after?.changeType).not.toBe('deleted');
		}
	});

	it.each([
		'ErrorRecurrenceHasNoOccurrence',
		'ErrorCalendarInvalidRecurrence',
		'ErrorCorruptData',
		'ErrorItemCorrupt',
		'ErrorInternalServerError',
	])('a view that is refused with %s keeps nothing else from being told', async (code) => {
		const recurrence = weekly('2026-11-24');
		const script = {
			pages: [page('S1', change('Create', 'A') + change('Create', 'W'))],
			items: {
				A: single('A', '2026-11-25T09:00:00Z'),
				W: series('W', { start: '2026-11-24T09:00:00Z', recurrence }),
			},
		};
		const scripted = following(script);
		server = await anotherServer((request: Received) =>
			request.operation === 'FindItem'
				? answered('FindItem', failed('FindItem', code))
				: scripted(request),
		);
		const { changes } = await changesOf(server.exchange());
		expect(told(changes).sort()).toEqual([
			'created 2026-11-24T09:00 W',
			'created 2026-11-25T09:00 A',
			'created 2026-12-01T09:00 W',
		]);
	});

	it('an organizer of another directory has no address that looks like one', async () => {
		const dn =
			'/O=ORG/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=0011-ANN';
		const organizer = `<t:Organizer><t:Mailbox><t:Name>Ann</t:Name><t:EmailAddress>${dn}</t:EmailAddress><t:RoutingType>EX</t:RoutingType></t:Mailbox></t:Organizer>`;
		const item = single('A', '2026-11-25T09:00:00Z').replace(
			'<t:CalendarItemType>Single</t:CalendarItemType>',
			`<t:CalendarItemType>Single</t:CalendarItemType>${organizer}`,
		);
		const script = { pages: [page('S1', change('Create', 'A'))], items: { A: item } };
		server = await anotherServer(following(script));
		const { changes } = await changesOf(server.exchange());
		expect(changes[0].organizer?.emailAddress.name).toBe('Ann');
		expect(changes[0].organizer?.emailAddress.address ?? '').not.toContain('/O=');
	});

	it('an item without an end is named, not left out without a word', async () => {
		const item = single('A', '2026-11-25T09:00:00Z').replace(/<t:End>[^<]*<\/t:End>/, '');
		const script = {
			pages: [page('S1', change('Create', 'A') + change('Create', 'B'))],
			items: { A: item, B: single('B', '2026-11-26T09:00:00Z') },
		};
		server = await anotherServer(following(script));
		const result = await changesOf(server.exchange());
		expect(told(result.changes)).toEqual(['created 2026-11-26T09:00 B']);
		expect(JSON.stringify(result.unreadable)).toContain('A');
	});

	it('an item that can no longer be read is not told as deleted when all is listed anew', async () => {
		const items: Record<string, string> = {
			A: single('A', '2026-11-25T09:00:00Z'),
			B: single('B', '2026-11-26T09:00:00Z'),
		};
		const listed = page('S', change('Create', 'A') + change('Create', 'B'));
		const scripted = following({ pages: [listed], items });
		let isRefused = false;
		server = await anotherServer((request: Received) => {
			const { operation, body } = request;
			if (operation === 'SyncFolderItems' && isRefused && body.includes('SyncState')) {
				return answered(operation, failed(operation, 'ErrorInvalidSyncStateData'));
			}
			return scripted(request);
		});
		const first = await changesOf(server.exchange());
		expect(told(first.changes)).toEqual([
			'created 2026-11-25T09:00 A',
			'created 2026-11-26T09:00 B',
		]);
		isRefused = true;
		items.A = items.A.replace(/<t:(Start|End)>[^<]*<\/t:\1>/g, '');
		const second = await changesOf(server.exchange(), { position: first.position });
		expect(second.changes).toEqual([]);
		expect(second.unreadable).toMatchObject([{ id: 'A' }]);
	});
});
