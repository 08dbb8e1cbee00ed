import type { PushInput } from '../../exchange';
import type { Random } from '../support/seed';
import { berlin } from './events';

const subjects = [
	'Visit',
	'<Board> & "guests"',
	'Grüße – 5 € 🎉',
	'long '.repeat(40),
	'two  blanks',
];
const bodies: Array<PushInput['body']> = [
	'First line\nsecond\r\n\r\nthird',
	'See hr@enyoi.example and https://enyoi.example/a?b=c&d=e',
	{ contentType: 'html', content: '<p>Gr&uuml;&szlig;e &ndash; 5 &lt; 6 &euro;&nbsp;&hearts;' },
	{ contentType: 'html', content: '<style>p{}</style><ul><li>one<li>two</ul>a&rarr;b &nparallel;' },
	{ contentType: 'html', content: '<a href="https://enyoi.example/?a=1&amp;b=2">this</a><br/>' },
];
const rules = [
	'FREQ=DAILY;COUNT=9',
	'FREQ=WEEKLY;COUNT=6;BYDAY=WE',
	'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR;UNTIL=20270401T000000Z',
	'FREQ=MONTHLY;BYMONTHDAY=25;COUNT=4',
	'FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=25;COUNT=3',
	'FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=25',
	'FREQ=MONTHLY;BYDAY=4WE;COUNT=5',
];
const uri = { setId: '00020329-0000-0000-C000-000000000046', name: 'approved' };
const properties = [
	{ uri: { distinguishedSetId: 'PublicStrings', name: 'ok', type: 'Boolean' }, value: 'True' },
	{ uri: { ...uri, type: 'Double' }, value: '1.50' },
	{ uri: { ...uri, type: 'SystemTime' }, value: '2026-11-24T10:00:00.000+01:00' },
	{ uri: { ...uri, type: 'StringArray' }, value: ['b', 'a\r\nc'] },
];
const people = ['a.liddell@enyoi.example', 'carol@enyoi.example', 'guest@elsewhere.example'];

/** An event as some source may send it; what is left out differs from one to the next. */
export function drawEvent(random: Random, externalId: string): PushInput {
	const some = <T>(name: string, values: readonly T[]) =>
		random.chance(0.4) ? { [name]: random.pick(values) } : {};
	return {
		externalId,
		subject: `${random.pick(subjects)} ${externalId}${random.pick(['', '', '  '])}`,
		...drawTimes(random),
		...some('body', bodies),
		...some('location', ['Room 1', 'Room 2  ', '']),
		...some('showAs', ['free', 'busy', 'oof', 'tentative']),
		...some('sensitivity', ['normal', 'private', 'personal']),
		...some('importance', ['low', 'high']),
		...some('categories', [[], ['Leave'], ['Leave', 'HR']]),
		...some('isReminderOn', [true, false]),
		...some('reminderMinutesBeforeStart', [0, 30]),
		...some('attendees', [
			[{ address: random.pick(people) }],
			[{ address: people[1] }, { address: people[2], type: 'optional' }],
		]),
		...some('extendedProperties', [[random.pick(properties)]]),
	} as PushInput;
}

function drawTimes(random: Random): Partial<PushInput> {
	const kind = random.below(5);
	if (kind === 0) return { isAllDay: true, start: '2026-12-01', end: '2026-12-03' };
	if (kind === 1) return { start: '2026-11-26T09:00:30Z', end: '2026-11-26T10:15:45.5Z' };
	const single = { start: berlin('2026-11-25T09:00:00'), end: berlin('2026-11-25T10:00:00') };
	if (kind === 2) return single;
	const rrule = random.pick(rules);
	const originalStart = berlin('2026-11-25T09:00:00');
	const exceptions = [
		{ originalStart, subject: 'Opening' },
		{ originalStart, start: berlin('2026-11-25T13:00:00'), end: berlin('2026-11-25T14:30:00') },
		{ originalStart, isCancelled: true },
	];
	return { ...single, rrule, ...(random.chance(0.5) && { exceptions: [random.pick(exceptions)] }) };
}

/** The same event, as the source changes it. */
export function edit(random: Random, event: PushInput): PushInput {
	const kind = random.below(4);
	if (kind === 0) return { ...event, location: `Hall ${random.below(1000)}` };
	if (kind === 1) return { ...event, body: `Note ${random.below(1000)}` };
	if (kind === 2) return { ...event, subject: `Edited ${random.below(1000)} ${event.externalId}` };
	const day = random.pick(['2026-11-18', '2026-12-02']);
	const single = { start: berlin(`${day}T11:00:00`), end: berlin(`${day}T12:30:00`) };
	return {
		...event,
		...single,
		isAllDay: false,
		exceptions: undefined,
		...(event.rrule !== undefined && { rrule: 'FREQ=WEEKLY;COUNT=6;BYDAY=WE' }),
	};
}
