import { timeZones } from '../../../exchange/calendar/timeZone';
import { withTimes } from '../../../exchange/push/plan/actionTimes';
import type { CalendarItemView, Plan, PlannedAction } from '../../../exchange/push/plan/plan';
import { describePlan } from '../../../exchange/push/planReport';

const action = (
	kind: PlannedAction['action'],
	more: Partial<PlannedAction> = {},
): PlannedAction => ({
	action: kind,
	externalId: '1',
	reason: 'new',
	...more,
});

const planOf = (...actions: PlannedAction[]): Plan => ({
	version: 2,
	mailbox: 'alice@enyoi.example',
	source: 'planning',
	madeAt: '2026-11-25T09:00:00Z',
	linked: 0,
	sendInvitations: 'none',
	deleteType: 'toDeletedItems',
	actions,
});

const shift = { start: '2026-12-11T08:00:00Z', end: '2026-12-11T16:00:00Z' };
const times = { ...shift, isAllDay: false, timeZone: 'W. Europe Standard Time' };

describe('the report of a plan', () => {
	it('says who, what and when, in the local time of the events, deletions first', () => {
		const { summary, report } = describePlan(
			planOf(
				action('create', { subject: 'Shift 1', ...shift, event: { subject: 'Shift 1', times } }),
				action('update', { subject: 'Early', ...shift, event: { subject: 'Early', times } }),
				action('delete', { subject: 'Late', ...shift, reason: 'missingInSnapshot' }),
				action('unchanged', { reason: 'same' }),
				action('conflict', { reason: 'changedInBoth', externalId: '7' }),
			),
		);
		expect(summary).toBe(
			'alice@enyoi.example: 1 new, 1 changed, 1 deleted, 1 in conflict, 1 unchanged',
		);
		expect(report.split('\n')).toEqual([
			`## ${summary}`,
			'',
			'### Deleted',
			'',
			'- Fri 11 Dec 2026 09:00–17:00 Late',
			'',
			'### New',
			'',
			'- Fri 11 Dec 2026 09:00–17:00 Shift 1',
			'',
			'### Changed',
			'',
			'- Fri 11 Dec 2026 09:00–17:00 Early (subject, time)',
			'',
			'### Conflicts, left alone',
			'',
			'- event 7: changed in both',
			'',
			'Times are in W. Europe Standard Time.',
			'',
		]);
	});

	it.each([
		['a day', '2026-12-07', '2026-12-08', 'Mon 7 Dec 2026 Leave'],
		[
			'days, the last one included',
			'2026-12-07',
			'2026-12-12',
			'Mon 7 Dec 2026 – Fri 11 Dec 2026 Leave',
		],
		['the first day of a series', '2026-12-07', undefined, 'Mon 7 Dec 2026 Leave'],
		[
			'a night',
			'2026-12-31T22:00:00Z',
			'2027-01-01T06:30:00Z',
			'Thu 31 Dec 2026 22:00–Fri 1 Jan 2027 06:30 Leave',
		],
		['a start alone', '2026-12-07T09:05:00Z', undefined, 'Mon 7 Dec 2026 09:05 Leave'],
	])('tells %s', (_, start, end, line) => {
		const { report } = describePlan(planOf(action('delete', { subject: 'Leave', start, end })));
		expect(report).toContain(`- ${line}\n`);
	});

	it('tells what is refused with its reason, and lets no subject become markup', () => {
		const message = 'The end is before the start';
		const { report } = describePlan(
			planOf(action('fail', { subject: '<b>*x*\n# y', message, reason: 'invalidInput' })),
		);
		expect(report).toContain('- &lt;b&gt;\\*x\\* # y: The end is before the start');
	});

	it('says at the end of a long list how many more there are', () => {
		const many = Array.from({ length: 203 }, () => action('create', { subject: 'x' }));
		const { report } = describePlan(planOf(...many));
		expect(report.match(/^- x$/gm)).toHaveLength(200);
		expect(report).toContain('- and 3 more');
	});

	it('counts what there is not, too, and takes the zone that is asked for', () => {
		const { summary, report } = describePlan(planOf());
		expect(summary).toBe('alice@enyoi.example: 0 new, 0 changed, 0 deleted');
		expect(report).not.toContain('Times');
		const late = planOf(action('delete', { subject: 'x', ...shift }));
		expect(describePlan(late, 'Asia/Tokyo').report).toContain('17:00–Sat 12 Dec 2026 01:00 x');
		expect(() => describePlan(late, 'Mars/Base')).toThrow('There is no time zone "Mars/Base"');
	});
});

describe('the times of an action', () => {
	const item = (more: Partial<CalendarItemView>) =>
		({
			id: 'i',
			start: Date.UTC(2026, 11, 11, 8),
			end: Date.UTC(2026, 11, 11, 16),
			isSeries: false,
			...more,
		}) as CalendarItemView;
	const timesOf = (
		planned: PlannedAction,
		linked: CalendarItemView[],
		unlinked = [] as never[],
	) => {
		const state = { linked: new Map([['1', linked]]), unlinked, zones: timeZones() };
		const [{ start, end }] = withTimes([planned], state);
		return [start, end];
	};

	it('are those that it gives the event, else those of its item', () => {
		const own = [shift.start, shift.end];
		expect(timesOf(action('create', { event: { times } }), [])).toEqual(own);
		expect(timesOf(action('delete', { id: 'i' }), [item({ id: 'other' }), item({})])).toEqual(own);
		expect(timesOf(action('adopt', { id: 'i' }), [], [item({})] as never[])).toEqual(own);
	});

	it('of an all-day event are its dates, in whichever zone it is', () => {
		const days = { start: '2026-12-07', end: '2026-12-08' };
		const midnights = { start: '2026-12-06T23:00:00Z', end: '2026-12-07T23:00:00Z' };
		const allDay = { ...times, ...midnights, isAllDay: true };
		const told = [days.start, days.end];
		expect(timesOf(action('create', { event: { times: allDay } }), [])).toEqual(told);
		expect(timesOf(action('skip', { id: 'i' }), [item({ days })])).toEqual(told);
		const series = item({ days, isSeries: true });
		expect(timesOf(action('skip', { id: 'i' }), [series])).toEqual([days.start, undefined]);
	});

	it('are unknown without both, and of a series the first start alone', () => {
		expect(timesOf(action('skip'), [item({})])).toEqual([undefined, undefined]);
		expect(timesOf(action('skip', { id: 'gone' }), [item({})])).toEqual([undefined, undefined]);
		const series = item({ isSeries: true, end: Infinity });
		expect(timesOf(action('delete', { id: 'i' }), [series])).toEqual([shift.start, undefined]);
		const recurrence = {} as never;
		const event = { times: { ...times, recurrence } };
		expect(timesOf(action('create', { event }), [])).toEqual([shift.start, undefined]);
	});
});
