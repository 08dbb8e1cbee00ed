import { anotherServer, type AnotherServer } from './anotherServer';
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
	type CalendarScript,
} from './calendarScript';

let server: AnotherServer;

afterEach(async () => {
	await server.close();
});

async function runsOver(
	script: CalendarScript,
	...options: Array<Parameters<typeof changesOf>[1]>
) {
	server = await anotherServer(following(script));
	const exchange = server.exchange();
	const runs: Array<Awaited<ReturnType<typeof changesOf>>> = [];
	for (const each of options) {
		runs.push(await changesOf(exchange, { position: runs.at(-1)?.position, ...each }));
	}
	return runs;
}

async function eventOf(item: string) {
	const id = /ItemId Id="([^"]+)"/.exec(item)![1];
	const script = { pages: [page('S', change('Create', id))], items: { [id]: item } };
	const [{ changes }] = await runsOver(script, {});
	expect(changes).toHaveLength(1);
	return changes[0];
}

const zoned = (id: string) => `<t:StartTimeZone Id="${id}"/><t:EndTimeZone Id="${id}"/>`;

function allDay(start: string, end: string, zones: string): string {
	return `<t:CalendarItem><t:ItemId Id="A" ChangeKey="c"/><t:Subject>A</t:Subject><t:UID>u</t:UID><t:Start>${start}</t:Start><t:End>${end}</t:End><t:IsAllDayEvent>true</t:IsAllDayEvent><t:CalendarItemType>Single</t:CalendarItemType>${zones}</t:CalendarItem>`;
}

describe('all-day events are dates', () => {
	it.each([
		[
			'east of Greenwich',
			'2026-11-24T23:00:00Z',
			'2026-11-25T23:00:00Z',
			zoned('W. Europe Standard Time'),
			'2026-11-25',
			'2026-11-26',
		],
		[
			'west of it',
			'2026-11-25T08:00:00Z',
			'2026-11-26T08:00:00Z',
			zoned('Pacific Standard Time'),
			'2026-11-25',
			'2026-11-26',
		],
		[
			'far east, where midnight is noon of the day before',
			'2026-11-24T11:00:00Z',
			'2026-11-25T11:00:00Z',
			zoned('Tonga Standard Time'),
			'2026-11-25',
			'2026-11-26',
		],
		[
			'over the end of daylight saving',
			'2027-03-27T23:00:00Z',
			'2027-03-28T22:00:00Z',
			zoned('W. Europe Standard Time'),
			'2027-03-28',
			'2027-03-29',
		],
		[
			'in a zone by its IANA name',
			'2026-11-24T23:00:00Z',
			'2026-11-26T23:00:00Z',
			zoned('Europe/Berlin'),
			'2026-11-25',
			'2026-11-27',
		],
		[
			'with no zone',
			'2026-11-24T23:00:00Z',
			'2026-11-25T23:00:00Z',
			'',
			'2026-11-25',
			'2026-11-26',
		],
		[
			'in a zone that nobody knows',
			'2026-11-24T23:00:00Z',
			'2026-11-25T23:00:00Z',
			zoned('Mitteleuropäische Zeit'),
			'2026-11-25',
			'2026-11-26',
		],
		[
			'that end as they begin',
			'2026-11-24T23:00:00Z',
			'2026-11-24T23:00:00Z',
			zoned('W. Europe Standard Time'),
			'2026-11-25',
			'2026-11-26',
		],
		[
			'of a writer in UTC',
			'2026-11-25T00:00:00Z',
			'2026-11-26T00:00:00Z',
			zoned('tzone://Microsoft/Utc'),
			'2026-11-25',
			'2026-11-26',
		],
	])('%s', async (_what, start, end, zones, first, last) => {
		const event = await eventOf(allDay(start, end, zones));
		expect([event.start?.dateTime.slice(0, 16), event.end?.dateTime.slice(0, 16)]).toEqual([
			`${first}T00:00`,
			`${last}T00:00`,
		]);
	});
});

describe('what items say or leave out', () => {
	it('an appointment of no length is there', async () => {
		const item = single('A', '2026-11-25T09:00:00Z').replace('T10:00:00Z', 'T09:00:00Z');
		expect(await eventOf(item)).toMatchObject({
			start: { dateTime: '2026-11-25T09:00:00.0000000' },
			end: { dateTime: '2026-11-25T09:00:00.0000000' },
		});
	});

	it.each([
		['Free', 'free'],
		['Tentative', 'tentative'],
		['Busy', 'busy'],
		['OOF', 'oof'],
		['WorkingElsewhere', 'workingElsewhere'],
		['NoData', 'unknown'],
		['OnTheMoon', undefined],
	])('LegacyFreeBusyStatus %s is %s', async (status, showAs) => {
		const item = single('A', '2026-11-25T09:00:00Z').replace('>Busy<', `>${status}<`);
		expect((await eventOf(item)).showAs).toBe(showAs);
	});

	it('a cancelled meeting is told as such, with an organizer who has no address', async () => {
		const item = single('A', '2026-11-25T09:00:00Z').replace(
			'<t:CalendarItemType>',
			'<t:IsMeeting>true</t:IsMeeting><t:IsCancelled>true</t:IsCancelled><t:MyResponseType>NoResponseReceived</t:MyResponseType><t:Organizer><t:Mailbox><t:Name>Gone</t:Name></t:Mailbox></t:Organizer><t:CalendarItemType>',
		);
		expect(await eventOf(item)).toMatchObject({
			isCancelled: true,
			isOrganizer: false,
			organizer: { emailAddress: { name: 'Gone' } },
			responseStatus: { response: 'notResponded' },
		});
	});
});

const rule = (range: string) =>
	`<t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek></t:WeeklyRecurrence>${range}`;
const noEnd = (start: string) =>
	`<t:NoEndRecurrence><t:StartDate>${start}</t:StartDate></t:NoEndRecurrence>`;
const times = (start: string) =>
	`<t:Start>${start}:00Z</t:Start><t:End>${start.replace(/T(\d\d)/, (_, hour: string) => `T${String(+hour + 1).padStart(2, '0')}`)}:00Z</t:End>`;
const moved = (id: string, to: string, from: string) =>
	`<t:Occurrence><t:ItemId Id="${id}" ChangeKey="c"/>${times(to)}<t:OriginalStart>${from}:00Z</t:OriginalStart></t:Occurrence>`;
const exception = (id: string, to: string, from: string) =>
	single(id, `${to}:00Z`)
		.replace('Single', 'Exception')
		.replace('<t:IsAllDay', `<t:OriginalStart>${from}:00Z</t:OriginalStart><t:IsAllDay`);

describe('series at the edges of the window', () => {
	const oneWeek = { pastDays: 0, futureDays: 7 };

	it('of a series that ended, an occurrence that was moved into the window is there', async () => {
		const range = `<t:EndDateRecurrence><t:StartDate>2026-01-06</t:StartDate><t:EndDate>2026-01-20</t:EndDate></t:EndDateRecurrence>`;
		const [{ changes }] = await runsOver(
			{
				pages: [page('S', change('Create', 'W'))],
				items: {
					W: series('W', {
						start: '2026-01-06T09:00:00Z',
						recurrence: rule(range),
						occurrences: `<t:ModifiedOccurrences>${moved('e', '2026-11-25T09:00', '2026-01-20T09:00')}</t:ModifiedOccurrences>`,
					}),
					e: exception('e', '2026-11-25T09:00', '2026-01-20T09:00'),
				},
			},
			oneWeek,
		);
		expect(told(changes)).toEqual(['created 2026-11-25T09:00 e']);
		expect(changes[0]).toMatchObject({
			type: 'exception',
			key: 'uid-W_2026-01-20T09:00:00Z',
			originalStart: '2026-01-20T09:00:00Z',
			seriesMasterId: 'W',
		});
	});

	it('an occurrence that is moved out of the window is told once with its new time', async () => {
		const before = { start: '2026-11-24T09:00:00Z', recurrence: rule(noEnd('2026-11-24')) };
		const script: CalendarScript = {
			pages: [page('S1', change('Create', 'W')), page('S2', change('Update', 'W')), page('S3', '')],
			items: { W: series('W', before) },
			view: view(entry('o', '2026-11-24T09:00:00Z', { uid: 'uid-W' })),
		};
		server = await anotherServer(following(script));
		const exchange = server.exchange();
		const first = await changesOf(exchange, oneWeek);
		expect(told(first.changes)).toEqual(['created 2026-11-24T09:00 W']);
		script.items.W = series('W', {
			...before,
			occurrences: `<t:ModifiedOccurrences>${moved('e', '2026-12-24T09:00', '2026-11-24T09:00')}</t:ModifiedOccurrences>`,
		});
		script.items.e = exception('e', '2026-12-24T09:00', '2026-11-24T09:00');
		script.view = view();
		const second = await changesOf(exchange, { ...oneWeek, position: first.position });
		expect(told(second.changes)).toEqual(['updated 2026-12-24T09:00 e']);
		expect(second.changes[0].key).toBe(first.changes[0].key);
		const third = await changesOf(exchange, { ...oneWeek, position: second.position });
		expect(third.changes).toEqual([]);
	});

	it('a series whose first occurrence was deleted keeps its count', async () => {
		const range = `<t:NumberedRecurrence><t:StartDate>2026-11-24Z</t:StartDate><t:NumberOfOccurrences>3</t:NumberOfOccurrences></t:NumberedRecurrence>`;
		const left = ['2026-12-01T09:00:00Z', '2026-12-08T09:00:00Z'];
		const [{ changes }] = await runsOver(
			{
				pages: [page('S', change('Create', 'W'))],
				items: {
					W: series('W', {
						start: '2026-11-24T09:00:00Z',
						recurrence: rule(range),
						occurrences:
							'<t:DeletedOccurrences><t:DeletedOccurrence><t:Start>2026-11-24T09:00:00Z</t:Start></t:DeletedOccurrence></t:DeletedOccurrences>',
					}),
				},
				view: view(...left.map((start, n) => entry(`o${n}`, start, { uid: 'uid-W' }))),
			},
			{},
		);
		expect(told(changes)).toEqual(left.map((start) => `created ${start.slice(0, 16)} W`));
	});

	it('clock time stays when daylight saving ends, and the zone may change', async () => {
		const script: CalendarScript = {
			pages: [page('S1', change('Create', 'W')), page('S2', change('Update', 'W'))],
			items: {
				W: series('W', {
					start: '2026-10-20T08:00:00Z',
					recurrence: rule(noEnd('2026-10-20+02:00')),
				}),
			},
			view: view(
				entry('o0', '2026-10-20T08:00:00Z', { uid: 'uid-W' }),
				entry('o1', '2026-10-27T09:00:00Z', { uid: 'uid-W' }),
			),
		};
		server = await anotherServer(following(script));
		const exchange = server.exchange();
		const window = { pastDays: 0, futureDays: 10, now: new Date('2026-10-19T00:00:00Z') };
		const first = await changesOf(exchange, window);
		expect(told(first.changes)).toEqual([
			'created 2026-10-20T08:00 W',
			'created 2026-10-27T09:00 W',
		]);
		const utc = '<t:StartTimeZone Id="UTC"/><t:EndTimeZone Id="UTC"/>';
		script.items.W = series('W', {
			start: '2026-10-20T08:00:00Z',
			recurrence: rule(noEnd('2026-10-20Z')),
			zones: utc,
		});
		script.view = view(
			entry('o0', '2026-10-20T08:00:00Z', { uid: 'uid-W' }),
			entry('o2', '2026-10-27T08:00:00Z', { uid: 'uid-W' }),
		);
		const second = await changesOf(exchange, { ...window, position: first.position });
		expect(told(second.changes).sort()).toEqual([
			'created 2026-10-27T08:00 W',
			'deleted 2026-10-27T09:00',
			'updated 2026-10-20T08:00 W',
		]);
	});

	it.each([
		['on an ordinary night', '2026-10-17T20:00:00Z', '2026-10-18T04:00:00Z'],
		['on the night itself', '2026-10-24T20:00:00Z', '2026-10-25T05:00:00Z'],
	])(
		'a night shift ends by the clock when daylight saving ends, made %s',
		async (_what, from, to) => {
			const nights: Array<[string, string]> = [
				['2026-10-24T20:00:00Z', '2026-10-25T05:00:00Z'],
				['2026-10-31T21:00:00Z', '2026-11-01T05:00:00Z'],
			];
			const saturdays = rule(noEnd(from.slice(0, 10))).replace('Tuesday', 'Saturday');
			const master = series('W', { start: from, recurrence: saturdays }).replace(
				/<t:End>[^<]*/,
				`<t:End>${to}`,
			);
			const script: CalendarScript = {
				pages: [page('S1', change('Create', 'W')), page('S2', change('Update', 'W'))],
				items: { W: master },
				view: view(
					...nights.map(([start, end], n) =>
						entry(`o${n}`, start, { uid: 'uid-W' }).replace(/<t:End>[^<]*/, `<t:End>${end}`),
					),
				),
			};
			const window = { pastDays: 0, futureDays: 14, now: new Date('2026-10-20T00:00:00Z') };
			const [first, second] = await runsOver(script, window, window);
			expect(
				first.changes.map(({ start, end }) =>
					[start, end].map((time) => `${time!.dateTime.slice(0, 19)}Z`),
				),
			).toEqual(nights);
			expect(second.changes).toEqual([]);
		},
	);

	it('after a pause of years the calendar is looked at no further back than the window', async () => {
		const script: CalendarScript = {
			pages: [page('S1', change('Create', 'W')), page('S2', '')],
			items: {
				W: series('W', { start: '2023-01-03T09:00:00Z', recurrence: rule(noEnd('2023-01-03')) }),
			},
			view: view(entry('o', '2023-01-03T09:00:00Z', { uid: 'uid-W' })),
		};
		server = await anotherServer(following(script));
		const exchange = server.exchange();
		const first = await changesOf(exchange, { ...oneWeek, now: new Date('2023-01-02T00:00:00Z') });
		script.items.o = script.items.W;
		script.view = view(entry('o9', '2026-11-24T09:00:00Z', { uid: 'uid-W' }));
		script.items.o9 = script.items.W;
		const second = await changesOf(exchange, { ...oneWeek, position: first.position });
		expect(told(second.changes)).toEqual(['created 2026-11-24T09:00 W']);
	});
});
