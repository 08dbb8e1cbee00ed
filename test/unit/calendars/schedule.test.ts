import {
	accessOf,
	busyTimesOf,
	scheduleOf as scheduleOrNot,
	workingHoursOf,
	type SeenPart,
} from '../../../exchange/calendars/availability/schedule';

const scheduleOf = (...given: Parameters<typeof scheduleOrNot>) => scheduleOrNot(...given)!;

const at = (text: string) => Date.parse(`2026-11-24T${text}Z`);
const event = (start: string, end: string, busyType = 'Busy') => ({
	start: `2026-11-24T${start}:00`,
	end: `2026-11-24T${end}:00`,
	busyType,
});
const viewOf = (view: Partial<SeenPart['view']>): SeenPart['view'] => ({
	type: ['FreeBusyMerged'],
	events: [],
	...view,
});
const part = (start: string, end: string, view: Partial<SeenPart['view']>): SeenPart => ({
	window: { start: at(start), end: at(end) },
	view: viewOf(view),
	access: accessOf(viewOf(view))!,
});
const whole = { start: at('09:00'), end: at('12:00') };

describe('a schedule', () => {
	it('has a time once that overlaps two parts, whichever of its ends a server counts in', () => {
		const over = event('10:00', '11:00');
		const atBorder = event('10:30', '10:30');
		const { times } = scheduleOf(
			[
				part('09:00', '10:30', { events: [over, event('10:30', '11:00'), atBorder] }),
				part('10:30', '12:00', {
					events: [over, event('09:30', '10:30'), event('10:30', '11:00'), atBorder],
				}),
			],
			30,
			whole,
		);
		expect(times.map(({ start, end }) => [start, end])).toEqual([
			[at('10:00'), at('11:00')],
			[at('10:30'), at('10:30')],
			[at('10:30'), at('11:00')],
		]);
	});

	it('leaves out what only touches the window that was wanted', () => {
		const events = [event('08:00', '09:00'), event('12:00', '13:00'), event('08:00', '13:00')];
		expect(scheduleOf([part('09:00', '12:00', { events })], 30, whole).times).toHaveLength(1);
	});

	it('has digits of its own where times are there: servers differ in theirs', () => {
		const events = [
			event('09:00', '10:00', 'WorkingElsewhere'),
			event('09:45', '10:00', 'Tentative'),
			event('10:00', '10:30', 'OOF'),
			event('10:00', '11:00', 'Busy'),
			event('11:00', '11:30', 'NoData'),
			event('11:30', '14:00', 'Free'),
		];
		const seen = [part('09:00', '12:00', { events, merged: '444444' })];
		expect(scheduleOf(seen, 30, whole).merged).toBe('413250');
		expect(scheduleOf(seen, 30, whole).access).toBe('times');
	});

	it('shows the digits of servers where there is no more, and no more of them than there should be', () => {
		const merged = (type: string, digits?: string) =>
			scheduleOf([part('09:00', '12:00', { type: [type], merged: digits })], 30, whole);
		expect(merged('MergedOnly', '0123455')).toMatchObject({ merged: '012345', access: 'merged' });
		expect(merged('MergedOnly', '01')).toMatchObject({ merged: '015555' });
	});

	it.each<[ReturnType<typeof accessOf>, Partial<SeenPart['view']>]>([
		['details', { type: ['DetailedMerged'] }],
		['times', { type: ['FreeBusy'] }],
		['times', { type: [], events: [event('10:00', '11:00')] }],
		['merged', { type: [], merged: '0' }],
		['merged', { type: ['MergedOnly'], merged: '0' }],
		[undefined, { type: ['MergedOnly'], merged: ' ' }],
		[undefined, { type: ['None'] }],
		[undefined, { type: [] }],
	])('shows %s where the view is %j', (access, view) => {
		expect(accessOf(viewOf(view))).toBe(access);
	});

	it('has what the least of its parts shows', () => {
		const parts = [
			part('09:00', '10:30', { type: ['DetailedMerged'] }),
			part('10:30', '12:00', { type: ['MergedOnly'], merged: '020' }),
		];
		expect(scheduleOf(parts, 30, whole)).toMatchObject({ access: 'merged', merged: '000020' });
	});

	it('is not made of times that can not be read', () => {
		const events = [{ start: 'soon', end: 'later', busyType: 'Busy' }];
		expect(scheduleOf([part('09:00', '12:00', { events })], 30, whole)).toBeUndefined();
	});
});

it('busy times of those who show digits alone are these, 4 being nothing that is known', () => {
	const schedule = scheduleOf(
		[part('09:00', '12:00', { type: ['MergedOnly'], merged: '0123 45'.replace(' ', '') })],
		30,
		whole,
	);
	expect(busyTimesOf(schedule, whole.start, 30)).toEqual([
		{ start: at('09:30'), end: at('10:00'), status: 'tentative' },
		{ start: at('10:00'), end: at('10:30'), status: 'busy' },
		{ start: at('10:30'), end: at('11:00'), status: 'oof' },
		{ start: at('11:00'), end: at('11:30'), status: 'unknown' },
		{ start: at('11:30'), end: at('12:00'), status: 'unknown' },
	]);
});

describe('working hours', () => {
	const timeZone = { bias: 0 };

	it('are none without a day, as those of a new mailbox, or without a zone that can be read', () => {
		const period = { days: [], start: 480, end: 1020 };
		expect(workingHoursOf({ timeZone, periods: [period] })).toBeUndefined();
		expect(workingHoursOf({ periods: [{ ...period, days: ['Monday'] }] })).toBeUndefined();
		expect(workingHoursOf(undefined)).toBeUndefined();
	});

	it('have the days that groups of days stand for', () => {
		const periods = [{ days: ['Weekday', 'Saturday'], start: 480, end: 1020 }];
		expect(workingHoursOf({ timeZone, periods })?.periods).toEqual([
			{ days: [1, 2, 3, 4, 5, 6], start: 480, end: 1020 },
		]);
	});
});
