import { eventFromIcs } from '../../../../exchange/calendars/icalendar/eventFromIcs';
import { timeZones } from '../../../../exchange/calendar/timeZone';
import type { EventFromIcsOptions } from '../../../../exchange/calendars/icalendar/icsEvent';

const calendar = (...lines: string[]) =>
	['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...lines, 'END:VCALENDAR'].join('\r\n');
const vevent = (...lines: string[]) => [
	'BEGIN:VEVENT',
	'UID:1@x',
	'DTSTAMP:20261101T000000Z',
	...lines,
	'END:VEVENT',
];
const start = 'DTSTART:20261126T090000Z';
const read = (lines: string[], options?: EventFromIcsOptions) =>
	eventFromIcs(calendar(...vevent(...lines)), options);

/** As Exchange writes the zone of central Europe, under a name that nobody else has. */
const outlookZone = (name: string) => [
	'BEGIN:VTIMEZONE',
	`TZID:${name}`,
	'BEGIN:STANDARD',
	'DTSTART:16010101T030000',
	'TZOFFSETFROM:+0200',
	'TZOFFSETTO:+0100',
	'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
	'END:STANDARD',
	'BEGIN:DAYLIGHT',
	'DTSTART:16010101T020000',
	'TZOFFSETFROM:+0100',
	'TZOFFSETTO:+0200',
	'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
	'END:DAYLIGHT',
	'END:VTIMEZONE',
];

describe('times', () => {
	it.each<[string, string[], unknown, unknown, boolean]>([
		[
			'in UTC',
			['DTSTART:20261126T090000Z', 'DTEND:20261126T100000Z'],
			{ dateTime: '2026-11-26T09:00:00', timeZone: 'UTC' },
			{ dateTime: '2026-11-26T10:00:00', timeZone: 'UTC' },
			false,
		],
		[
			'in UTC without seconds',
			['DTSTART:20261126T0900Z', 'DTEND:20261126T1000Z'],
			{ dateTime: '2026-11-26T09:00:00', timeZone: 'UTC' },
			{ dateTime: '2026-11-26T10:00:00', timeZone: 'UTC' },
			false,
		],
		[
			'of days that are not said to be dates',
			['DTSTART:20261126', 'DTEND:20261128', 'RRULE:FREQ=WEEKLY;COUNT=3', 'EXDATE:20261203'],
			'2026-11-26',
			'2026-11-28',
			true,
		],
		[
			'of a day that is said to be a time',
			['DTSTART;VALUE=DATE-TIME:20261126', 'DTEND;VALUE=DATE-TIME:20261126'],
			'2026-11-26',
			'2026-11-27',
			true,
		],
		[
			'in a zone of Windows',
			[
				'DTSTART;TZID="W. Europe Standard Time":20261126T090000',
				'DTEND;TZID="W. Europe Standard Time":20261126T100000',
			],
			{ dateTime: '2026-11-26T09:00:00', timeZone: 'W. Europe Standard Time' },
			{ dateTime: '2026-11-26T10:00:00', timeZone: 'W. Europe Standard Time' },
			false,
		],
		[
			'in a zone behind the name of its maker',
			['DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261126T090000', 'DURATION:PT1H30M'],
			{ dateTime: '2026-11-26T09:00:00', timeZone: 'Europe/Berlin' },
			{ dateTime: '2026-11-26T10:30:00', timeZone: 'Europe/Berlin' },
			false,
		],
		[
			'for a day of 25 hours, and for 24 hours of it',
			['DTSTART;TZID=Europe/Berlin:20261024T120000', 'DURATION:P1DT1H'],
			{ dateTime: '2026-10-24T12:00:00', timeZone: 'Europe/Berlin' },
			{ dateTime: '2026-10-25T13:00:00', timeZone: 'Europe/Berlin' },
			false,
		],
		[
			'for exact hours across a change of the clock',
			['DTSTART;TZID=Europe/Berlin:20261024T120000', 'DURATION:PT24H'],
			{ dateTime: '2026-10-24T12:00:00', timeZone: 'Europe/Berlin' },
			{ dateTime: '2026-10-25T11:00:00', timeZone: 'Europe/Berlin' },
			false,
		],
		['of a day without an end', ['DTSTART;VALUE=DATE:20261126'], '2026-11-26', '2026-11-27', true],
		[
			'of days by their number',
			['DTSTART;VALUE=DATE:20261230', 'DURATION:P3D'],
			'2026-12-30',
			'2027-01-02',
			true,
		],
		[
			'all day, as Outlook says it',
			[
				'DTSTART;TZID=Europe/Berlin:20261126T000000',
				'DTEND;TZID=Europe/Berlin:20261127T000000',
				'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE',
			],
			'2026-11-26',
			'2026-11-27',
			true,
		],
		[
			'without a zone',
			['DTSTART:20261126T090000', 'DURATION:PT1H'],
			'2026-11-26T09:00:00',
			'2026-11-26T10:00:00',
			false,
		],
		[
			'without an end',
			['DTSTART:20261126T090000Z'],
			{ dateTime: '2026-11-26T09:00:00', timeZone: 'UTC' },
			{ dateTime: '2026-11-26T09:00:00', timeZone: 'UTC' },
			false,
		],
	])('%s', (_title, lines, start, end, isAllDay) => {
		expect(read(lines)).toMatchObject({ start, end, isAllDay });
	});

	it('without a zone are in the one that is asked for', () => {
		expect(read(['DTSTART:20261126T090000'], { timeZone: 'Europe/Berlin' }).start).toEqual({
			dateTime: '2026-11-26T09:00:00',
			timeZone: 'Europe/Berlin',
		});
	});

	it('in a zone that only its rules name are in one with the same clock', () => {
		const name = '(UTC+01:00) Amsterdam\\, Berlin\\, Bern';
		const lines = vevent(`DTSTART;TZID="${name.replace(/\\/g, '')}":20260726T090000`);
		const { start } = eventFromIcs(calendar(...outlookZone(name), ...lines));
		const { timeZone } = start as { timeZone: string };
		expect(timeZone).toMatch(/Europe|Romance/);
		expect(start).toMatchObject({ dateTime: '2026-07-26T09:00:00' });
	});

	describe('in a zone that the text defines', () => {
		const utc = (...lines: string[]) => {
			const { dateTime, timeZone } = eventFromIcs(calendar(...lines)).start as {
				dateTime: string;
				timeZone: string;
			};
			const zone = timeZones().byName(timeZone);
			return zone && new Date(zone.toUtc(Date.parse(`${dateTime}Z`))).toISOString();
		};
		const at = (name: string) => vevent(`DTSTART;TZID=${name}:20260715T090000`);
		const rules = (name: string, ...offsets: string[]) => {
			const [standard, summer] = offsets;
			return outlookZone(name)
				.join('\n')
				.replace(/\+0100/g, standard)
				.replace(/\+0200/g, summer)
				.split('\n');
		};

		it.each([
			['London as GMT', 'GMT', ['+0000', '+0100'], '2026-07-15T08:00:00.000Z'],
			['Berlin as MET', 'UTC', ['+0100', '+0200'], '2026-07-15T07:00:00.000Z'],
			['Helsinki as EST', 'EST', ['+0200', '+0300'], '2026-07-15T06:00:00.000Z'],
			['a clock that nobody has', 'Europe/Berlin', ['+0123', '+0223'], '2026-07-15T07:00:00.000Z'],
		])('%s', (_what, name, offsets, expected) => {
			expect(utc(...rules(name, ...offsets), ...at(name))).toBe(expected);
		});

		it('by its standard time alone has the summer time of its name', () => {
			const lines = outlookZone('Europe/Berlin');
			const short = [...lines.slice(0, 8), ...lines.slice(-1)];
			expect(utc(...short, ...at('Europe/Berlin'))).toBe('2026-07-15T07:00:00.000Z');
		});

		it.each([
			['no word of every year', 'INTERVAL=1;BYDAY=-1SU', 'BYDAY=-1SU'],
			['a week and its Sunday', 'BYDAY=-1SU', 'BYMONTHDAY=25,26,27,28,29,30,31;BYDAY=SU'],
		])('has its clock by %s', (_what, part, other) => {
			const lines = rules('GMT', '+0000', '+0100').map((line) => line.replace(part, other));
			expect(utc(...lines, ...at('GMT'))).toBe('2026-07-15T08:00:00.000Z');
		});

		it.each([
			['every second year', 'INTERVAL=1', 'INTERVAL=2'],
			['any month', /;BYMONTH=\d+/, ''],
			['many months', /BYMONTH=\d+/, 'BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12'],
			['many weekdays', 'BYDAY=-1SU', 'BYDAY=SU,MO,TU,WE,TH,FR,SA'],
			['many days', 'BYDAY=-1SU', 'BYMONTHDAY=1,2,3,4,5'],
			['more than a week', 'BYDAY=-1SU', 'BYMONTHDAY=1,2,3,4,5,6,7,8;BYDAY=SU'],
		])('has no clock by a rule of %s', (_what, part, other) => {
			const lines = rules('GMT', '+0000', '+0100').map((line) => line.replace(part, other));
			expect(utc(...lines, ...at('GMT'))).toBe('2026-07-15T09:00:00.000Z');
		});

		it('has no clock by a hundred rules since 1601, which would hold n8n up', () => {
			const lines = rules('GMT', '+0000', '+0100');
			const many = Array.from({ length: 50 }, () => lines.slice(2, -1)).flat();
			const definition = [...lines.slice(0, 2), ...many, ...lines.slice(-1)];
			const started = performance.now();
			expect(utc(...definition, ...at('GMT'))).toBe('2026-07-15T09:00:00.000Z');
			expect(performance.now() - started).toBeLessThan(1000);
		});

		it.each([
			['no offset', (line: string) => (line.startsWith('TZOFFSET') ? 'X-A:1' : line)],
			['a rule of seconds', (line: string) => line.replace('YEARLY', 'SECONDLY')],
			['a rule of many moments', (line: string) => line.replace('YEARLY', 'YEARLY;BYSECOND=1,2')],
		])('by %s has the name alone', (_what, change) => {
			const lines = [...outlookZone('Europe/Berlin').map(change), ...at('Europe/Berlin')];
			expect(utc(...lines)).toBe('2026-07-15T07:00:00.000Z');
		});
	});

	it.each([
		['a date', ['DTSTART;VALUE=DATE:20181115', 'DTEND;VALUE=DATE:20181115']],
		[
			'midnight',
			['DTSTART:20181115T000000', 'DTEND:20181115T000000', 'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE'],
		],
	])('of a day that ends at its own start are those of that day: %s', (_what, lines) => {
		expect(read(lines)).toMatchObject({ start: '2018-11-15', end: '2018-11-16', isAllDay: true });
	});
});

it.each([
	['REQUEST', 'OOF', 'oof'],
	['REQUEST', 'x', 'tentative'],
	['PUBLISH', 'OOF', 'tentative'],
])('shows a tentative %s that was meant as %s as %s', (method, meant, showAs) => {
	const event = vevent(
		start,
		'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE',
		`X-MICROSOFT-CDO-INTENDEDSTATUS:${meant}`,
	);
	expect(eventFromIcs(calendar(`METHOD:${method}`, ...event)).showAs).toBe(showAs);
});

describe('what is cancelled and takes no place', () => {
	const berlin = 'DTSTART;TZID=Europe/Berlin:20261124T100000';
	const rule = 'RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=5';
	it.each([
		[berlin, 'EXDATE;TZID=Europe/Berlin:20261120T100000', 0],
		[berlin, 'EXDATE;TZID=Europe/Berlin:20261201T110000', 0],
		[berlin, 'EXDATE;TZID=Europe/Berlin:20270101T100000,20261201T100000', 1],
		[berlin, 'EXDATE:20261201T090000Z', 1],
		[berlin, 'EXDATE;VALUE=DATE:20261201', 1],
		[berlin, 'EXDATE;VALUE=DATE:20261202', 0],
		['DTSTART:20261124T100000', 'EXDATE:20261201T100000', 1],
		['DTSTART:20261124T100000', 'EXDATE:20261201T110000', 0],
		['DTSTART;VALUE=DATE:20261124', 'EXDATE;VALUE=DATE:20261201', 1],
		['DTSTART;VALUE=DATE:20261124', 'EXDATE:20261201T000000', 1],
		['DTSTART;VALUE=DATE:20261124', 'EXDATE;VALUE=DATE:20261202', 0],
	])('of %s with %s there are %d', (first, excluded, count) => {
		const { exceptions = [] } = read([first, 'DURATION:P0D', rule, excluded]);
		expect(exceptions).toHaveLength(count);
	});

	it('is an occurrence by itself as well', () => {
		const override = ['RECURRENCE-ID:20261125T090000Z', 'STATUS:CANCELLED', start];
		const text = calendar(...vevent(berlin, rule), ...vevent(...override));
		expect(eventFromIcs(text).exceptions).toBeUndefined();
	});
});

describe('an occurrence of its own', () => {
	const of = (series: string[], own: string[]) =>
		eventFromIcs(
			calendar(
				...vevent(start, 'RRULE:FREQ=DAILY;COUNT=3', ...series),
				...vevent('RECURRENCE-ID:20261127T090000Z', 'DTSTART:20261127T090000Z', ...own),
			),
		).exceptions?.[0];
	const alarm = ['BEGIN:VALARM', 'TRIGGER:-PT5M', 'ACTION:DISPLAY', 'END:VALARM'];

	it('keeps what it has beside its texts', () => {
		expect(of([], ['CLASS:PRIVATE', 'PRIORITY:1', 'CATEGORIES:Red', ...alarm])).toMatchObject({
			sensitivity: 'private',
			importance: 'high',
			categories: ['Red'],
			isReminderOn: true,
			reminderMinutesBeforeStart: 5,
		});
		expect(of(['CLASS:PRIVATE', ...alarm], ['CLASS:PUBLIC'])).toMatchObject({
			sensitivity: 'normal',
			isReminderOn: false,
		});
	});

	it('is private where its series is and it says nothing of it', () => {
		const own = of(['CLASS:PRIVATE', 'PRIORITY:1', 'CATEGORIES:Red'], ['SUMMARY:Late']);
		expect(Object.keys(own ?? {}).sort()).toEqual(['end', 'originalStart', 'start', 'subject']);
	});
});

it('takes the plain text where the HTML beside it is empty', () => {
	const { body } = read([start, 'DESCRIPTION:Agenda', 'X-ALT-DESC;FMTTYPE=text/html: ']);
	expect(body).toEqual({ contentType: 'text', content: 'Agenda' });
});

it('reads what an invitation of Outlook says', () => {
	const event = read([
		'SUMMARY;LANGUAGE=nl-NL:Overleg\\, deel 1',
		'DESCRIPTION:Regel 1\\nRegel 2\\; ok',
		'LOCATION:Atrium',
		'DTSTART;TZID=W. Europe Standard Time:20261126T090000',
		'DTEND;TZID=W. Europe Standard Time:20261126T100000',
		'CLASS:PRIVATE',
		'PRIORITY:1',
		'TRANSP:OPAQUE',
		'X-MICROSOFT-CDO-BUSYSTATUS:OOF',
		'CATEGORIES:Rood,Groen',
		'ORGANIZER;CN=Alice:MAILTO:alice@enyoi.example',
		'ATTENDEE;ROLE=REQ-PARTICIPANT;CN="Bob, the":mailto:bob@enyoi.example',
		'ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:carol@enyoi.example',
		'ATTENDEE;CUTYPE=ROOM;ROLE=REQ-PARTICIPANT:mailto:atrium@enyoi.example',
		'ATTENDEE:mailto:alice@enyoi.example',
		'BEGIN:VALARM',
		'TRIGGER:-P1DT2H',
		'ACTION:DISPLAY',
		'END:VALARM',
	]);
	expect(event).toEqual({
		iCalUId: '1@x',
		subject: 'Overleg, deel 1',
		body: { contentType: 'text', content: 'Regel 1\nRegel 2; ok' },
		location: { displayName: 'Atrium' },
		start: { dateTime: '2026-11-26T09:00:00', timeZone: 'W. Europe Standard Time' },
		end: { dateTime: '2026-11-26T10:00:00', timeZone: 'W. Europe Standard Time' },
		isAllDay: false,
		sensitivity: 'private',
		importance: 'high',
		showAs: 'oof',
		categories: ['Rood', 'Groen'],
		organizer: { emailAddress: { name: 'Alice', address: 'alice@enyoi.example' } },
		attendees: [
			{ emailAddress: { name: 'Bob, the', address: 'bob@enyoi.example' }, type: 'required' },
			{ emailAddress: { address: 'carol@enyoi.example' }, type: 'optional' },
			{ emailAddress: { address: 'atrium@enyoi.example' }, type: 'resource' },
		],
		isReminderOn: true,
		reminderMinutesBeforeStart: 1560,
	});
});

it.each([
	['a bare address', 'ATTENDEE;CN=Bob:bob@enyoi.example'],
	['an id of the program, and EMAIL', 'ATTENDEE;CN=Bob;EMAIL=bob@enyoi.example:urn:uuid:1f0c'],
	['EMAIL as an address is written', 'ATTENDEE;CN=Bob;EMAIL="mailto:bob@enyoi.example":/bob'],
])('knows an attendee by %s', (_what, line) => {
	expect(read([start, line]).attendees).toEqual([
		{ emailAddress: { name: 'Bob', address: 'bob@enyoi.example' }, type: 'required' },
	]);
});

it.each([
	['ATTENDEE;CN=Bob:invalid:nomail', 'The attendee "Bob" has no email address'],
	['ATTENDEE:urn:uuid:1f0c', 'The attendee "urn:uuid:1f0c" has no email address'],
])('refuses %s, which nobody could invite', (line, message) => {
	expect(() => read([start, line])).toThrow(expect.objectContaining({ field: 'ics', message }));
});

it.each([
	['DTSTART;TZID=Europe/Berlin:20261124T100000', 'UNTIL=20261222T000000Z', '2026-12-21'],
	['DTSTART;TZID=Europe/Berlin:20261124T100000', 'UNTIL=20261222T090000Z', '2026-12-22'],
	['DTSTART;TZID=Europe/Berlin:20261124T003000', 'UNTIL=20261221T233000Z', '2026-12-22'],
	['DTSTART;TZID=America/Los_Angeles:20261124T180000', 'UNTIL=20261222T235959Z', '2026-12-21'],
	['DTSTART;TZID=America/Los_Angeles:20261124T180000', 'UNTIL=20261223T020000Z', '2026-12-22'],
	['DTSTART:20261124T180000', 'UNTIL=20261222T173000', '2026-12-21'],
	['DTSTART;VALUE=DATE:20261124', 'UNTIL=20261222', '2026-12-22'],
	['DTSTART;VALUE=DATE:20261124', 'UNTIL=20261222T000000Z', '2026-12-22'],
])('a series with %s and %s may take place until %s', (from, until, endDate) => {
	const range = { type: 'endDate', endDate };
	expect(read([from, `RRULE:FREQ=DAILY;${until}`])).toMatchObject({ recurrence: { range } });
});

it('reads a series with cancelled and moved occurrences', () => {
	const text = calendar(
		...vevent(
			'SUMMARY:Jour fixe',
			'DTSTART;TZID=Europe/Berlin:20261124T100000',
			'DTEND;TZID=Europe/Berlin:20261124T110000',
			'RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261222T090000Z',
			'EXDATE;TZID=Europe/Berlin:20261201T100000',
		),
		...vevent(
			'RECURRENCE-ID;TZID=Europe/Berlin:20261208T100000',
			'SUMMARY:Jour fixe\\, late',
			'DTSTART;TZID=Europe/Berlin:20261208T150000',
			'DTEND;TZID=Europe/Berlin:20261208T160000',
		),
		...vevent(
			'RECURRENCE-ID;TZID=Europe/Berlin:20261215T100000',
			'STATUS:CANCELLED',
			'DTSTART;TZID=Europe/Berlin:20261215T100000',
		),
	);
	const at = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' });
	expect(eventFromIcs(Buffer.from(`\ufeff${text}`))).toMatchObject({
		recurrence: {
			pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'], firstDayOfWeek: 'monday' },
			range: {
				type: 'endDate',
				startDate: '2026-11-24',
				endDate: '2026-12-22',
				recurrenceTimeZone: 'Europe/Berlin',
			},
		},
		exceptions: [
			{ originalStart: at('2026-12-01T10:00:00'), isCancelled: true },
			{
				originalStart: at('2026-12-08T10:00:00'),
				start: at('2026-12-08T15:00:00'),
				end: at('2026-12-08T16:00:00'),
				subject: 'Jour fixe, late',
			},
			{ originalStart: at('2026-12-15T10:00:00'), isCancelled: true },
		],
	});
});

it('takes an invitation to a single occurrence for an event', () => {
	const event = read(['RECURRENCE-ID:20261126T080000Z', 'DTSTART:20261126T090000Z']);
	expect(event.recurrence).toBeUndefined();
	expect(event.start).toEqual({ dateTime: '2026-11-26T09:00:00', timeZone: 'UTC' });
});

describe('what is no event to create is told', () => {
	const other = vevent(start).map((line) => line.replace('1@x', '2@x'));
	it.each<[string, unknown, RegExp, string?]>([
		['no text', 7, /no text/],
		['an empty text', '', /empty/],
		['another text', 'Dear Bob', /not an iCalendar/],
		['a text that is cut', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT', /not an iCalendar/],
		['no event', calendar(), /no event/],
		['a task', calendar('BEGIN:VTODO', 'UID:1', 'END:VTODO'), /no event, but vtodo/],
		['two events', calendar(...vevent(start), ...other), /2 events/],
		['the same event twice', calendar(...vevent(start), ...vevent(start)), /2 events/],
		['a cancellation', calendar('METHOD:CANCEL', ...vevent(start)), /cancels/],
		['no start', calendar(...vevent('SUMMARY:x')), /DTSTART/],
		['an unknown zone', calendar(...vevent('DTSTART;TZID=Mars:20261126T090000')), /Mars/],
		['further dates', calendar(...vevent(start, 'RDATE:20261127T090000Z')), /RDATE/],
		[
			'two rules',
			calendar(...vevent(start, 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY')),
			/more than one RRULE/,
		],
		['a rule by hours', calendar(...vevent(start, 'RRULE:FREQ=HOURLY')), /HOURLY/, 'rrule'],
	])('%s', (_title, text, message, field = 'ics') => {
		expect(() => eventFromIcs(text as string)).toThrow(
			expect.objectContaining({
				code: 'input',
				field,
				message: expect.stringMatching(message),
				remedy: expect.any(String),
			}),
		);
	});

	it('an unknown zone for times that say none', () => {
		expect(() => read([start], { timeZone: 'Mars/Base' })).toThrow(
			expect.objectContaining({ field: 'timeZone' }),
		);
	});
});

describe('bytes', () => {
	const text = calendar(...vevent('DTSTART:20261126T090000Z', 'SUMMARY:Überblick'));

	it('are joined where a line is cut within a character', () => {
		const bytes = Buffer.from(text);
		const within = bytes.indexOf(Buffer.from('Ü')) + 1;
		for (const fold of ['\r\n ', '\n\t']) {
			const folded = [bytes.subarray(0, within), Buffer.from(fold), bytes.subarray(within)];
			expect(eventFromIcs(Buffer.concat(folded)).subject).toBe('Überblick');
		}
	});

	it.each(['latin1', 'utf16le'] as const)('in %s are refused, not guessed', (encoding) => {
		expect(() => eventFromIcs(Buffer.from(text, encoding))).toThrow(
			'The iCalendar text is not in UTF-8',
		);
	});
});

it.each(['REPLY', 'counter', 'REFRESH', 'DECLINECOUNTER'])('a %s is no event', (method) => {
	const lines = [`METHOD:${method}`, ...vevent('DTSTART:20261126T090000Z')];
	expect(() => eventFromIcs(calendar(...lines))).toThrow(
		`The iCalendar text answers an invitation (METHOD:${method.toUpperCase()})`,
	);
});

it('does not read a text that holds n8n up', () => {
	const large = calendar(...vevent('DTSTART:20261126T090000Z', `X-DATA:${'a'.repeat(5_000_000)}`));
	expect(() => eventFromIcs(large)).toThrow(
		/The iCalendar text has \d+ characters, more than 5000000/,
	);
});
