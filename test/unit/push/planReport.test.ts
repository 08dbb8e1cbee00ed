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

const planOf = (...actions: PlannedAction[]): Plan => planWith({}, ...actions);
const planWith = (options: Partial<Plan>, ...actions: PlannedAction[]): Plan => ({
	version: 2,
	mailbox: 'alice@enyoi.example',
	source: 'planning',
	madeAt: '2026-11-25T09:00:00Z',
	linked: 0,
	sendInvitations: 'none',
	deleteType: 'toDeletedItems',
	...options,
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
			'Nobody is mailed.',
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

	it('names the copies that go, whatever becomes of their event', () => {
		const copy = { id: 'c', changeKey: 'k', subject: 'Late', start: shift.start };
		const masked = { ...copy, subject: '' };
		const { summary, report } = describePlan(
			planOf(
				action('unchanged', { reason: 'same', copies: [copy] }),
				action('conflict', { externalId: '7', reason: 'changedInBoth', copies: [masked] }),
			),
			'Europe/Berlin',
		);
		expect(summary).toBe(
			'alice@enyoi.example: 0 new, 0 changed, 0 deleted, 2 copies removed, 1 in conflict, 1 unchanged',
		);
		expect(report.split('\n').slice(1, 12)).toEqual([
			'',
			'Nobody is mailed.',
			'',
			'### Copies removed',
			'',
			'The calendar has these a second time, and nobody changed them. They go to Deleted Items; one of each stays.',
			'',
			'- Fri 11 Dec 2026 09:00 Late',
			'- Fri 11 Dec 2026 09:00 event 7',
			'',
			'### Conflicts, left alone',
		]);
		const one = describePlan(planOf(action('unchanged', { copies: [copy] })));
		expect(one.summary).toContain('1 copy removed');
	});

	it('says what a link overwrites, and what becomes of a series', () => {
		const reason = 'matching';
		const event = { body: 'x', location: 'Room' } as never;
		const { summary, report } = describePlan(
			planOf(
				action('adopt', { subject: 'Hers', reason, event }),
				action('adopt', { subject: 'Alike', reason, event: {} }),
				action('update', { subject: 'One', event: { times }, endsSeries: true }),
				action('update', { subject: 'All', event: { times }, resetsSeries: true }),
			),
		);
		expect(summary).toContain('2 linked (1 overwritten)');
		expect(report).toContain('- Hers: matching; overwrites body, location\n- Alike: matching\n');
		expect(report).toContain('- One (time): the series becomes a single appointment\n');
		expect(report).toContain(
			'- All (time): changed or cancelled occurrences become as the source has them\n',
		);
	});

	it.each([
		['toDeletedItems', '1 deleted', ''],
		['soft', '1 deleted', 'They do not go to Deleted Items; *Recover Deleted Items* in Outlook'],
		['hard', '1 deleted for good', '**For good: they do not go to Deleted Items, and nobody'],
	] as const)('says what a deletion means: %s', (deleteType, counted, about) => {
		const plan = planWith({ deleteType }, action('delete', { subject: 'Late' }));
		const { summary, report } = describePlan(plan);
		expect(summary).toBe(`alice@enyoi.example: 0 new, 0 changed, ${counted}`);
		expect(report).toContain(`### Deleted\n\n${about || '- Late'}`);
		expect(describePlan(planWith({ deleteType })).summary).toMatch(/0 deleted$/);
	});

	describe('on mail', () => {
		const attendees = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({
			address: `${name}@enyoi.example`,
			type: 'required' as const,
		}));
		const meeting = action('create', { subject: 'Visit', event: { times, attendees } });
		const nobody = 'Nobody is mailed.';
		const mailOf = (sendInvitations: Plan['sendInvitations'], ...actions: PlannedAction[]) =>
			/Nobody is mailed\.|^\*\*Exchange mails.*$/m.exec(
				describePlan(planWith({ sendInvitations }, ...actions)).report,
			)?.[0];

		it('names who is invited, not all of many', () => {
			const { report } = describePlan(planWith({ sendInvitations: 'all' }, meeting));
			expect(report).toContain(
				'- Visit: invites a@enyoi.example, b@enyoi.example, c@enyoi.example, d@enyoi.example, e@enyoi.example and 1 more\n',
			);
		});

		it.each<[string, PlannedAction, boolean]>([
			['a new meeting', meeting, true],
			['a new appointment', action('create', { event: { times } }), false],
			['a change', action('update', { event: { subject: 'x' } }), true],
			['categories alone', action('update', { event: { categories: [] } }), false],
			['a deletion', action('delete'), true],
			['a link that overwrites', action('adopt', { event: { subject: 'x' } }), true],
			[
				'a copy',
				action('skip', { copies: [{ id: 'c', changeKey: 'k', subject: 'x', start: '' }] }),
				true,
			],
		])('says whether attendees may hear of %s', (_, planned, isHeard) => {
			expect(mailOf('none', planned)).toBe(nobody);
			const all = mailOf('all', planned);
			if (isHeard)
				expect(all).toMatch(
					/^\*\*Exchange mails the attendees\*\* of meetings that are new, changed/,
				);
			else expect(all).toBe(nobody);
			if (isHeard)
				expect(mailOf('changed', planned)).toMatch(
					/those who are added or removed; where somebody is, or a group is invited, it may mail everybody/,
				);
		});

		it('says nothing where nothing is written', () => {
			expect(mailOf('all', action('adopt', { event: {} }), action('skip'))).toBeUndefined();
		});
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
