import { createHash } from 'node:crypto';
import { instantText, minuteMs } from '../../../exchange/calendar/civil';
import type { TimeZones } from '../../../exchange/calendar/timeZone';
import { planPush } from '../../../exchange/push/plan/planPush';
import { firstState } from '../../../exchange/push/plan/decideUpdate';
import { expectedFingerprint, sourceFingerprint } from '../../../exchange/push/plan/fields';
import type { LinkState } from '../../../exchange/push/plan/link';
import type { CalendarItemView, ConflictPolicy, Planning } from '../../../exchange/push/plan/plan';
import { pendingState } from '../../../exchange/push/plan/unfinished';
import type { PushException } from '../../../exchange/push/input/pushInput';
import type { WritableEvent, WritableTimes } from '../../../exchange/push/input/writableEvent';
import {
	deletion,
	item,
	markedState,
	planning,
	timesOn,
	untouched,
	upsert,
	weekly,
	zones,
} from './items';

const written: WritableEvent = { subject: 'Visit', location: 'Hall', times: timesOn(1) };
const known = { id: 'item', changeKey: 'key', subject: 'Visit' };
const policies: ConflictPolicy[] = ['exchangeWins', 'sourceWins', 'newestWins', 'report'];

const planOne = (source: WritableEvent, now: WritableEvent, more: Partial<Planning> = {}) =>
	planPush([upsert(source, { lastModified: 2000 })], planning([item({ written, now })], more))[0];

describe('attendees that an earlier version noted as they were given', () => {
	const attendees: WritableEvent['attendees'] = [
		{ address: 'bob@enyoi.example', type: 'required' },
		{ address: 'anna@enyoi.example', name: 'Anna', type: 'optional' },
	];
	const invited = { ...written, attendees };
	/** Of their JSON, by the version before. */
	const former = createHash('sha256')
		.update(JSON.stringify(attendees))
		.digest('base64url')
		.slice(0, 11);
	const fieldsOfThen = ({ fields }: LinkState): LinkState['fields'] => ({
		...fields,
		attendees: [former, fields.attendees[1]],
	});

	it.each(policies)('are the same, so that nobody is mailed of them (%s)', (policy) => {
		const now = firstState(invited, zones);
		const items = [item({ written: invited }, { state: { ...now, fields: fieldsOfThen(now) } })];
		const plan = (source: WritableEvent) =>
			planPush([upsert(source)], planning(items, { policy }))[0];
		expect(plan(invited)).toMatchObject({ action: 'unchanged', reason: 'same' });
		const fewer = { attendees: attendees.slice(1) };
		expect(plan({ ...written, ...fewer })).toMatchObject({ action: 'update', event: fewer });
	});

	it('do not bring back a meeting that people deleted', () => {
		const noted = fieldsOfThen(firstState(invited, zones));
		const fields = Object.fromEntries(
			Object.entries(noted).map(([name, [given]]) => [name, given]),
		);
		const deletedInExchange = new Map([['1', { fields }]]);
		const [action] = planPush(
			[upsert(invited)],
			planning([], { policy: 'sourceWins', deletedInExchange }),
		);
		expect(action).toMatchObject({ action: 'skip', reason: 'deletedInExchange' });
	});
});

describe('an event that is linked', () => {
	it.each(policies)('is left alone when nothing differs (%s)', (policy) => {
		expect(planOne(written, {}, { policy })).toEqual({
			externalId: '1',
			input: 0,
			...known,
			action: 'unchanged',
			reason: 'same',
		});
	});

	it.each(policies)('gets what only the source changed, and nothing else (%s)', (policy) => {
		const source = { ...written, location: 'Room' };
		const action = planOne(source, {}, { policy });
		expect(action).toEqual({
			externalId: '1',
			input: 0,
			...known,
			action: 'update',
			reason: 'changedInSource',
			event: { location: 'Room' },
			state: markedState(source),
		});
	});

	it.each(policies)('keeps what people changed meanwhile beside it (%s)', (policy) => {
		const source = { ...written, location: 'Room' };
		const action = planOne(source, { subject: 'Hers' }, { policy });
		const own = policy === 'sourceWins' ? { subject: 'Visit' } : {};
		expect(action).toMatchObject({ action: 'update', reason: 'changedInSource' });
		expect(action.event).toEqual({ location: 'Room', ...own });
		// What was not written is remembered as it was, so that it still counts as changed there.
		expect(action.state).toEqual(markedState(source));
	});

	it.each([
		['exchangeWins', 'skip', 'changedInExchange'],
		['newestWins', 'skip', 'changedInExchange'],
		['report', 'skip', 'changedInExchange'],
		['sourceWins', 'update', 'sourceWins'],
	] as const)('that only people changed: %s, %s', (policy, action, reason) => {
		expect(planOne(written, { subject: 'Hers' }, { policy })).toMatchObject(
			action === 'skip'
				? { action, reason, fields: ['subject'] }
				: { action, reason, event: { subject: 'Visit' } },
		);
	});

	it.each([
		['exchangeWins', 2000, 'skip', 'exchangeWins'],
		['sourceWins', 0, 'update', 'sourceWins'],
		['newestWins', 1001, 'update', 'sourceIsNewer'],
		['newestWins', 1000, 'skip', 'exchangeIsNewer'],
		['newestWins', 999, 'skip', 'exchangeIsNewer'],
		['newestWins', undefined, 'conflict', 'changedInBoth'],
		['report', 2000, 'conflict', 'changedInBoth'],
	] as const)(
		'that both changed: %s, source of %s, item of 1000: %s, %s',
		(policy, lastModified, action, reason) => {
			const source = { ...written, subject: 'His' };
			const items = [item({ written, now: { subject: 'Hers' } })];
			const [planned] = planPush([upsert(source, { lastModified })], planning(items, { policy }));
			const subject = action === 'update' ? 'His' : 'Hers';
			expect(planned).toMatchObject({ ...known, subject, action, reason });
			expect(planned.event).toEqual(action === 'update' ? { subject: 'His' } : undefined);
			expect(planned.fields).toEqual(action === 'update' ? undefined : ['subject']);
			expect(planned.inExchange).toEqual(action === 'conflict' ? { subject: 'Hers' } : undefined);
			expect(planned.inSource?.subject).toBe(action === 'conflict' ? 'His' : undefined);
		},
	);

	it('is a conflict under newestWins when it is not known when the item was changed', () => {
		const items = [item({ written, now: { subject: 'Hers' } }, { lastModified: undefined })];
		const source = upsert({ ...written, subject: 'His' }, { lastModified: 2000 });
		expect(planPush([source], planning(items, { policy: 'newestWins' }))).toMatchObject([
			{ action: 'conflict' },
		]);
	});

	it.each([
		['exchangeWins', 2000],
		['newestWins', 1000],
	] as const)(
		'gets the rest although the source lost on one field (%s)',
		(policy, lastModified) => {
			const source = { ...written, subject: 'His', location: 'Room' };
			const items = [item({ written, now: { subject: 'Hers' } })];
			const [action] = planPush([upsert(source, { lastModified })], planning(items, { policy }));
			expect(action).toMatchObject({ action: 'update', event: { location: 'Room' } });
			expect(action).toMatchObject({ reason: 'changedInSource', fields: ['subject'] });
			expect(action.event).not.toHaveProperty('subject');
			expect(action.state!.fields.subject).toEqual(firstState(written, zones).fields.subject);
		},
	);

	it.each(policies)('remembers what both sides changed alike (%s)', (policy) => {
		const source = { ...written, subject: 'New' };
		expect(planOne(source, { subject: 'New' }, { policy })).toEqual({
			externalId: '1',
			input: 0,
			...known,
			subject: 'New',
			action: 'unchanged',
			reason: 'sameInBoth',
			state: markedState(source),
		});
	});

	it('remembers the form that Exchange has, where that differs from the one expected', () => {
		const source = { ...written, subject: 'New' };
		const view = item({ written, now: { ...untouched, subject: 'New' } });
		const action = planPush([upsert({ ...source, showAs: 'free' })], planning([view]))[0];
		expect(action.state!.fields.subject).toEqual([
			sourceFingerprint(source, 'subject'),
			expectedFingerprint(source, 'subject', zones),
		]);
	});

	it.each(policies)('has its reminder written once, whatever people do with it (%s)', (policy) => {
		const reminding = { ...written, isReminderOn: true, reminderMinutesBeforeStart: 5 };
		const given = planOne(reminding, {}, { policy });
		expect(given.event).toEqual({ isReminderOn: true, reminderMinutesBeforeStart: 5 });
		const dismissed = item({ written: reminding, now: { isReminderOn: false } });
		const now = (source: WritableEvent) =>
			planPush([upsert(source)], planning([dismissed], { policy }))[0];
		expect(now(reminding)).toMatchObject({ action: 'unchanged', reason: 'same' });
		expect(now({ ...reminding, reminderMinutesBeforeStart: 9 }).event).toEqual({
			reminderMinutesBeforeStart: 9,
		});
		const gone = planPush([deletion()], planning([dismissed], { policy }))[0];
		expect(gone).toMatchObject({ action: 'delete', reason: 'deletedInSource' });
	});

	it('gets a reminder that the source gives for the first time, unless it has it already', () => {
		const reminding = { ...written, isReminderOn: true };
		for (const isReminderOn of [true, false]) {
			const view = item({ written }, { event: () => ({ isReminderOn }) });
			const [action] = planPush([upsert(reminding)], planning([view]));
			expect(action.action).toBe(isReminderOn ? 'unchanged' : 'update');
			expect(action.state?.fields.isReminderOn).toEqual(
				firstState(reminding, zones).fields.isReminderOn,
			);
		}
	});

	it('gets a field that the source gives for the first time, unless it has it already', () => {
		const source: WritableEvent = { ...written, showAs: 'free' };
		expect(planOne(source, { showAs: 'busy' })).toMatchObject({
			action: 'update',
			reason: 'changedInSource',
			event: { showAs: 'free' },
		});
		expect(planOne(source, { showAs: 'free' })).toMatchObject({
			action: 'unchanged',
			reason: 'sameInBoth',
			state: markedState(source),
		});
	});

	it.each<[string, WritableEvent, WritableEvent]>([
		['a place', { location: 'Hers' }, { location: 'Room' }],
		['a busy state', { showAs: 'oof' }, { showAs: 'free' }],
		[
			'a text',
			{ body: { contentType: 'text', content: 'Hers' } },
			{ body: { contentType: 'text', content: 'His' } },
		],
	])('keeps %s that people filled in when the source gives its first', (_, hers, his) => {
		const before: WritableEvent = { subject: 'Visit', times: timesOn(1) };
		const view = item({ written: before, now: { ...untouched, ...hers } });
		const decided = (policy: ConflictPolicy, event: WritableEvent) =>
			planPush([upsert({ ...before, ...event })], planning([view], { policy }))[0];
		const fields = Object.keys(his);
		expect(decided('report', his)).toMatchObject({ action: 'conflict', fields });
		expect(decided('exchangeWins', his)).toMatchObject({ action: 'skip', fields });
		expect(decided('sourceWins', his)).toMatchObject({ action: 'update', event: his });
		expect(decided('report', hers)).toMatchObject({ action: 'unchanged', reason: 'sameInBoth' });
	});

	it('keeps its memory of a field that the source gives no more', () => {
		const source: WritableEvent = { subject: 'New', times: written.times };
		const { location, ...rest } = planOne(source, {}).state!.fields;
		expect(location).toEqual(firstState(written, zones).fields.location);
		expect(Object.keys(rest)).toEqual(['subject', 'times']);
	});

	it('keeps what it remembers of occurrences with the times, and with them alone', () => {
		const event: WritableEvent = { subject: 'Visit', times: weekly(7) };
		const state = {
			...firstState(event, zones),
			occurrenceFields: ['location', 'body'],
			pending: true as const,
		};
		const view = item({ written: event, now: untouched }, { state });
		const after = (more: WritableEvent) =>
			planPush([upsert({ subject: 'New', ...more })], planning([view]))[0].state!;
		const { pending, fields } = after({});
		expect({ pending, times: fields.times }).toEqual({ pending: true, times: state.fields.times });
		expect(after({}).occurrenceFields).toEqual(['location', 'body']);
		expect(after({ location: 'Room' }).occurrenceFields).toEqual(['body']);
		expect(after({ times: weekly(14) })).not.toHaveProperty('occurrenceFields');
		expect(after({ times: weekly(14) })).not.toHaveProperty('pending');
	});

	it.each<[string, WritableEvent['times']]>([
		['single event', timesOn(7)],
		['series', weekly(7)],
	])('keeps what Exchange made of the times of a %s when it writes other fields', (_, times) => {
		const event: WritableEvent = { subject: 'Visit', times };
		const first = firstState(event, zones);
		const made = { ...event, times: { ...timesOn(8) } };
		const had = expectedFingerprint(made, 'times', zones);
		const kept: [string, string] = [first.fields.times[0], had];
		const isSeries = times?.recurrence !== undefined;
		const state = { ...first, fields: { ...first.fields, times: kept } };
		const view = item({ written: event, now: made }, { state, isSeries });
		const [action] = planPush([upsert({ ...event, subject: 'New' })], planning([view]));
		expect(action).toMatchObject({ action: 'update', event: { subject: 'New' } });
		expect(action.state?.fields.times).toEqual(kept);
	});

	it('foresees how the occurrences of a series differ from its new text', () => {
		const originalStart = '2026-12-14T09:00:00Z';
		const own = { originalStart, start: originalStart, end: '2026-12-14T10:00:00Z' };
		const exceptions = [{ ...own, subject: 'Board', location: 'Hall' }];
		const times = { ...weekly(7), exceptions };
		const event: WritableEvent = { subject: 'Visit', location: 'Room', times };
		const version = { subject: 'Visit', location: { displayName: 'Room' } };
		const view = item({ written: event }, { event: () => version });
		for (const change of [{ subject: 'Board' }, { location: 'Hall' }]) {
			const next = { ...event, ...change };
			const [{ state }] = planPush([upsert(next)], planning([view]));
			const expected = expectedFingerprint(next, 'times', zones);
			expect(expected).not.toBe(view.fingerprint('times'));
			expect(state?.fields.times[1]).toBe(expected);
		}
	});

	it('remembers no more than some properties that the source gives no more', () => {
		const fields = { ...firstState(written, zones).fields };
		for (let at = 0; at < 30; at++) fields[`x:${at}`] = ['a', 'b'];
		const view = item({ written }, { state: { version: 1, fields } });
		const action = planPush([upsert({ subject: 'New' })], planning([view]))[0];
		const names = Object.keys(action.state!.fields);
		expect(names.filter((name) => name.startsWith('x:'))).toHaveLength(20);
		expect(names).toEqual(expect.arrayContaining(['subject', 'times', 'location', 'x:0']));
	});

	it('says of which exceptions a series is to be rid', () => {
		const at = (day: string) => ({
			originalStart: `2026-12-${day}T09:00:00Z`,
			start: `2026-12-${day}T13:00:00Z`,
			end: `2026-12-${day}T14:00:00Z`,
		});
		const cancelled = [at('21').originalStart];
		const series = (more: Partial<WritableTimes> = {}): WritableEvent => ({
			...written,
			times: { ...weekly(7), ...more },
		});
		const version = { subject: 'Visit', location: { displayName: 'Hall' } };
		const resets = (before: WritableEvent, after: WritableEvent, there: string[] = []) => {
			const exceptions = there.map((originalStart) => ({ originalStart }));
			const event = () => ({ ...version, exceptions: exceptions as PushException[] });
			return planPush([upsert(after)], planning([item({ written: before }, { event })]))[0];
		};
		const moved = series({ exceptions: [at('14')] });
		const both = series({ exceptions: [at('14')], cancelled });
		const [first, second] = [at('14').originalStart, at('21').originalStart];
		expect(resets(moved, series(), [first])).toMatchObject({ resetsSeries: true });
		expect(resets(both, moved, [first, second])).toMatchObject({ resetsSeries: true });
		expect(resets(moved, series({ cancelled }), [first])).toMatchObject({ resetsSeries: true });
		for (const action of [
			resets(series(), both),
			resets(moved, both, [first]),
			resets(moved, { ...moved, subject: 'New' }, [first]),
			resets(series(), { ...written, times: weekly(14) }),
		]) {
			expect(action).toMatchObject({ action: 'update' });
			expect(action).not.toHaveProperty('resetsSeries');
		}
	});

	it('writes a pattern of the same days in the words of the series, and tells another one', () => {
		const own = weekly(7).recurrence!;
		const plan = (pattern: object, more: object = {}) => {
			const event = () => ({ recurrence: { ...own, pattern: { ...own.pattern, ...more } } });
			const times = {
				...weekly(14),
				recurrence: {
					...own,
					pattern: { ...own.pattern, ...pattern },
					range: { type: 'numbered' as const, startDate: '2026-12-07', numberOfOccurrences: 9 },
				},
			};
			const view = item({ written: { ...written, times: weekly(7) } }, { event });
			return planPush([upsert({ ...written, times })], planning([view]))[0];
		};
		const same = plan({ firstDayOfWeek: 'sunday' }, { firstDayOfWeek: 'monday' });
		expect(same.event?.times?.recurrence?.pattern.firstDayOfWeek).toBe('monday');
		expect(same).not.toHaveProperty('changesPattern');
		expect(plan({ interval: 2 })).toMatchObject({ changesPattern: true });
	});

	it('says that a series becomes a single event only when it does', () => {
		const series: WritableEvent = { ...written, times: weekly(7) };
		const plan = (event: WritableEvent) =>
			planPush([upsert(event)], planning([item({ written: series })]))[0];
		expect(plan(written)).toMatchObject({ action: 'update', endsSeries: true });
		expect(plan({ ...series, subject: 'New' })).not.toHaveProperty('endsSeries');
		expect(plan({ ...series, times: weekly(14) })).not.toHaveProperty('endsSeries');
		expect(planOne({ ...written, times: weekly(7) }, {})).not.toHaveProperty('endsSeries');
	});
});

describe('an item with our key whose memory cannot be read', () => {
	const lost = item({ written, now: { subject: 'Hers' } }, { state: undefined });

	it.each([
		['exchangeWins', 'skip', 'exchangeWins'],
		['sourceWins', 'update', 'sourceWins'],
		['report', 'conflict', 'changedInBoth'],
	] as const)('is not overwritten without a policy for it: %s, %s', (policy, action, reason) => {
		const [planned] = planPush([upsert(written)], planning([lost], { policy }));
		expect(planned).toMatchObject({ action, reason });
		expect(planned.event).toEqual(action === 'update' ? { subject: 'Visit' } : undefined);
	});

	it('is remembered when it is as the source has it', () => {
		const same = item({ written }, { state: undefined });
		expect(planPush([upsert(written)], planning([same]))).toMatchObject([
			{ action: 'unchanged', reason: 'sameInBoth', state: markedState(written) },
		]);
	});

	it.each([
		['exchangeWins', 'skip', 'changedInExchange'],
		['sourceWins', 'delete', 'deletedInSource'],
		['report', 'conflict', 'changedInExchange'],
	] as const)('is not deleted without a policy for it: %s, %s', (policy, action, reason) => {
		const same = item({ written }, { state: undefined });
		expect(planPush([deletion()], planning([same], { policy }))).toMatchObject([
			{ action, reason },
		]);
	});
});

describe('a series of which Exchange refused an exception', () => {
	const event: WritableEvent = { ...written, times: weekly(7) };
	const refused = { ...firstState(event, zones), refused: 'Not there' };
	const view = (now: WritableEvent = {}) => item({ written: event, now }, { state: refused });
	const plan = (source: WritableEvent, now?: WritableEvent) =>
		planPush([upsert(source)], planning([view(now)]))[0];

	it('fails with that until it is changed', () => {
		expect(plan(event)).toMatchObject({
			action: 'fail',
			field: 'exceptions',
			message: 'Not there',
			remedy: expect.stringContaining('in your system') as string,
		});
		expect(plan({ subject: 'Visit' })).toMatchObject({ action: 'unchanged', reason: 'same' });
	});

	it('is tried again with the next write, and remembered until then', () => {
		const { state, ...action } = plan({ ...event, subject: 'New' });
		expect(action).toMatchObject({
			action: 'update',
			event: { subject: 'New', times: event.times },
			missing: { cancelled: [], exceptions: [] },
		});
		expect(state).not.toHaveProperty('refused');
		const moved = plan({ ...event, subject: 'New' }, { times: weekly(14) });
		expect(moved.event).toEqual({ subject: 'New' });
		expect(moved.state).toMatchObject({ refused: 'Not there' });
	});

	it('is settled where the source has what is there', () => {
		const { state, ...action } = plan({ ...event, times: weekly(14) }, { times: weekly(14) });
		expect(action).toMatchObject({ action: 'unchanged', reason: 'sameInBoth' });
		expect(state).not.toHaveProperty('refused');
	});

	it('is remembered where the source gives other fields only', () => {
		expect(plan({ subject: 'New' }).state).toMatchObject({ refused: 'Not there' });
	});
});

describe('a series in a zone whose rules were changed since it was written', () => {
	const times = { ...weekly(7), timeZone: 'Europe/Berlin' };
	const event: WritableEvent = { ...written, times };
	/** The zone of Berlin had the clock of London, as its law was then. */
	const zonesOfThen: TimeZones = {
		...zones,
		byName: (name) => zones.byName(name === 'Europe/Berlin' ? 'Europe/London' : name),
	};
	const state = firstState(event, zonesOfThen);
	const view = (now: WritableEvent = {}) => item({ written: event, now }, { state });
	const plan = (source: WritableEvent, policy: ConflictPolicy, now?: WritableEvent) =>
		planPush([upsert(source)], planning([view(now)], { policy }))[0];

	it.each(policies)('is as the source has it, and nobody changed it (%s)', (policy) => {
		expect(plan(event, policy)).toMatchObject({
			action: 'unchanged',
			reason: 'sameInBoth',
			state: firstState(event, zones),
		});
	});

	it('still counts as changed where people moved it', () => {
		const moved = { times: { ...times, ...timesOn(14), timeZone: 'Europe/Berlin' } };
		expect(plan(event, 'report', moved)).toMatchObject({
			action: 'skip',
			reason: 'changedInExchange',
			fields: ['times'],
		});
	});
});

describe('a series that was not finished', () => {
	const event: WritableEvent = { ...written, times: weekly(7) };
	const state = { ...firstState(event, zones), pending: true as const };

	it('is written again, whatever its times are now', () => {
		const view = item({ written: event, now: { times: weekly(14) } }, { state });
		expect(planPush([upsert(event)], planning([view]))).toMatchObject([
			{ action: 'update', reason: 'unfinished', event: { times: event.times } },
		]);
		expect(planPush([deletion()], planning([view]))).toMatchObject([{ action: 'delete' }]);
	});

	const second = '2026-12-14T09:00:00Z';
	const third = '2026-12-21T09:00:00Z';
	const withExceptions: WritableEvent = {
		...event,
		times: {
			...weekly(7),
			cancelled: [third],
			exceptions: [
				{ originalStart: second, start: second, end: '2026-12-14T10:00:00Z', subject: 'Own' },
			],
		},
	};
	const half = pendingState(firstState(withExceptions, zones), withExceptions, zones);
	const asNow = (times: WritableTimes) =>
		item(
			{ written: withExceptions, now: { times } },
			{
				state: half,
				event: () => ({
					exceptions: [
						...(times.cancelled ?? []).map((one) => ({ originalStart: one, isCancelled: true })),
						...(times.exceptions ?? []),
					] as PushException[],
				}),
			},
		);
	const { cancelled, exceptions } = withExceptions.times!;

	it.each<[string, object, object]>([
		['all', {}, { cancelled, exceptions }],
		['one', { exceptions }, { cancelled, exceptions: [] }],
		['none', { cancelled, exceptions }, { cancelled: [], exceptions: [] }],
	])('gets the exceptions that are missing: %s', (_, there, missing) => {
		const view = asNow({ ...weekly(7), ...there });
		expect(planPush([upsert(withExceptions)], planning([view]))).toMatchObject([
			{ action: 'update', reason: 'unfinished', missing },
		]);
	});

	it('gets those alone where a server has the clock an hour off', () => {
		const later = (text: string) => instantText(Date.parse(text) + 60 * minuteMs);
		const view = asNow({ ...weekly(7), cancelled: cancelled?.map(later) });
		expect(planPush([upsert(withExceptions)], planning([view]))).toMatchObject([
			{ reason: 'unfinished', missing: { cancelled: [], exceptions } },
		]);
	});

	it('is written whole where an exception is not as the source has it', () => {
		const view = asNow({ ...weekly(7), cancelled: [second] });
		const [action] = planPush([upsert(withExceptions)], planning([view]));
		expect(action).toMatchObject({ action: 'update', reason: 'unfinished' });
		expect(action).not.toHaveProperty('missing');
	});

	it.each([
		['exchangeWins', { action: 'skip', reason: 'changedInExchange' }],
		['sourceWins', { action: 'update', reason: 'sourceWins' }],
	] as const)('and that people moved meanwhile is changed by them: %s', (policy, expected) => {
		const view = asNow(weekly(14));
		const all = planning([view], { policy });
		expect(planPush([upsert(withExceptions)], all)).toMatchObject([expected]);
		expect(planPush([upsert(withExceptions)], all)[0]).not.toHaveProperty('missing');
		expect(planPush([deletion()], planning([view]))).toMatchObject([
			{ action: 'skip', reason: 'changedInExchange', fields: ['times'] },
		]);
	});

	it('is an ordinary update when the source gives no times', () => {
		const view = item({ written: event }, { state });
		expect(planPush([upsert({ subject: 'New' })], planning([view]))).toMatchObject([
			{ action: 'update', reason: 'changedInSource' },
		]);
	});

	it('does not hide what people changed beside its times', () => {
		const view = item({ written: event, now: { subject: 'Hers' } }, { state });
		expect(planPush([deletion()], planning([view]))).toMatchObject([
			{ action: 'skip', reason: 'changedInExchange', fields: ['subject'] },
		]);
	});
});

describe('an event that is not in the calendar', () => {
	it('is made, with its memory', () => {
		expect(planPush([upsert(written)], planning())).toEqual([
			{
				externalId: '1',
				input: 0,
				action: 'create',
				reason: 'new',
				event: written,
				state: firstState(written, zones),
				subject: 'Visit',
			},
		]);
		expect(planPush([upsert({ times: timesOn(1) })], planning())[0]).not.toHaveProperty('subject');
	});

	it('needs times to be made', () => {
		expect(planPush([upsert({ subject: 'Visit' })], planning())).toMatchObject([
			{ action: 'fail', reason: 'invalidInput', field: 'start' },
		]);
	});

	it('is not there to delete', () => {
		expect(planPush([deletion()], planning())).toEqual([
			{ externalId: '1', input: 0, action: 'skip', reason: 'notLinked' },
		]);
	});

	const tombstone = {
		fields: Object.fromEntries(
			['subject', 'location', 'times'].map((name) => [name, sourceFingerprint(written, name)]),
		),
	};

	it.each([
		['exchangeWins', 'skip', 'skip'],
		['sourceWins', 'skip', 'create'],
		['newestWins', 'skip', 'conflict'],
		['report', 'skip', 'conflict'],
	] as const)('since people deleted it: %s, %s as it was, %s changed', (policy, same, changed) => {
		const given = { policy, deletedInExchange: new Map([['1', tombstone]]) };
		const plan = (event: WritableEvent) => planPush([upsert(event)], planning([], given))[0];
		expect(plan(written)).toMatchObject({ action: same, reason: 'deletedInExchange' });
		const action = plan({ ...written, subject: 'New' });
		expect(action).toMatchObject({
			action: changed,
			reason: changed === 'create' ? 'new' : 'deletedInExchange',
		});
		expect(action.inSource?.subject).toBe(changed === 'conflict' ? 'New' : undefined);
	});
});

describe('an item that is not linked', () => {
	const own = item({ now: { ...written, location: 'Room' } });
	const known = { id: 'item', changeKey: 'key', subject: 'Visit' };

	it.each([
		['its id', { id: 'item' }],
		['its UID', { iCalUId: 'uid' }],
	])('is linked when the source gives %s', (_, given) => {
		expect(planPush([upsert(written, { given })], planning([own]))).toEqual([
			{
				externalId: '1',
				input: 0,
				...known,
				action: 'adopt',
				reason: 'givenItem',
				event: {},
				state: markedState(written),
			},
		]);
	});

	it('is none that the source gives by another id', () => {
		const given = { id: 'other', iCalUId: 'uid-other' };
		expect(planPush([upsert(written, { given })], planning([own]))).toMatchObject([
			{ action: 'create' },
		]);
		const nameless = item({ now: written }, { iCalUId: undefined });
		expect(planPush([upsert(written, { given: {} })], planning([nameless]))).toMatchObject([
			{ action: 'create' },
		]);
	});

	it.each([
		[true, written, 'adopt'],
		[false, written, 'create'],
		[true, { ...written, subject: 'Other' }, 'create'],
		[true, { ...written, times: timesOn(2) }, 'create'],
		[true, { location: 'Hall', times: timesOn(1) }, 'create'],
		[true, { subject: 'Visit' }, 'fail'],
	] as const)('matches (%s) %j: %s', (adoptMatching, event, action) => {
		const [planned] = planPush([upsert(event)], planning([own], { adoptMatching }));
		expect(planned.action).toBe(action);
		if (action === 'adopt') expect(planned.reason).toBe('matching');
	});

	it('is linked to one event only, and never when it is the meeting of somebody else', () => {
		const two = [upsert(written), upsert(written, { externalId: '2', input: 1 })];
		const options = { adoptMatching: true };
		expect(planPush(two, planning([own], options)).map(({ action }) => action)).toEqual([
			'adopt',
			'create',
		]);
		const theirs = item({ now: written }, { isAttendeeCopy: true });
		expect(planPush([upsert(written)], planning([theirs], options))).toMatchObject([
			{ action: 'create' },
		]);
		expect(
			planPush([upsert(written, { given: { id: 'item' } })], planning([theirs])),
		).toMatchObject([{ action: 'skip', reason: 'attendeeCopy', id: 'item' }]);
	});

	it.each([
		['exchangeWins', 'adopt', {}],
		['sourceWins', 'adopt', { location: 'Hall' }],
		['report', 'conflict', undefined],
	] as const)('where it differs: %s, %s', (policy, action, event) => {
		const source = upsert(written, { given: { id: 'item' } });
		const [planned] = planPush([source], planning([own], { policy }));
		expect(planned).toMatchObject({ ...known, action });
		expect(planned.event).toEqual(event);
		if (action !== 'conflict') return;
		expect(planned).toMatchObject({
			reason: 'changedInBoth',
			fields: ['location'],
			inSource: { subject: 'Visit' },
			inExchange: { subject: 'Visit' },
		});
	});

	it('is linked without a conflict when nothing differs, or when only the source edited it', () => {
		const source = upsert(written, { given: { id: 'item' } });
		const same = item({ now: written });
		expect(planPush([source], planning([same], { policy: 'report' }))).toMatchObject([
			{ action: 'adopt', event: {} },
		]);
		const unchangedSinceReport = new Set(['item']);
		expect(
			planPush([source], planning([own], { policy: 'report', unchangedSinceReport })),
		).toMatchObject([{ action: 'adopt', event: { location: 'Hall' } }]);
	});

	it('ends a series only where its times are written', () => {
		const series = item({ now: { ...written, times: weekly(1) } });
		const source = upsert(written, { given: { id: 'item' } });
		const adopted = (policy: ConflictPolicy, one = source) =>
			planPush([one], planning([series], { policy }))[0];
		expect(adopted('sourceWins')).toMatchObject({ action: 'adopt', endsSeries: true });
		expect(adopted('exchangeWins')).not.toHaveProperty('endsSeries');
		const other = upsert({ ...written, times: weekly(8) }, { given: { id: 'item' } });
		expect(adopted('sourceWins', other)).not.toHaveProperty('endsSeries');
		const single = item({ now: { ...written, times: timesOn(2) } });
		expect(planPush([source], planning([single], { policy: 'sourceWins' }))[0]).not.toHaveProperty(
			'endsSeries',
		);
	});
});

describe('an id that names the item of another event of the source', () => {
	const given = { id: 'item' };
	const refused = {
		externalId: '2',
		action: 'skip',
		reason: 'otherExternalId',
		id: 'item',
		message: expect.stringContaining('"1"') as string,
	};
	const second = upsert(written, { externalId: '2', input: 1, given });

	it('links nothing, and makes no second one', () => {
		expect(planPush([second], planning([item({ written })]))).toMatchObject([refused]);
		const both = planPush([upsert(written, { given }), second], planning([item({ now: written })]));
		expect(both).toMatchObject([{ externalId: '1', action: 'adopt' }, refused]);
	});

	it('keeps it in a snapshot, unless the event has an item of its own', () => {
		const items = [item({ written })];
		const snapshot = { mode: 'snapshot' } as const;
		expect(planPush([second], planning(items, snapshot))).toMatchObject([refused]);
		items.push(item({ written }, { id: 'second', externalId: '2' }));
		expect(planPush([second], planning(items, snapshot))).toMatchObject([
			{ externalId: '2', action: 'unchanged' },
			{ externalId: '1', action: 'delete' },
		]);
	});
});

describe('a deletion', () => {
	it('takes away what nobody else changed', () => {
		expect(planPush([deletion()], planning([item({ written })]))).toEqual([
			{ externalId: '1', input: 0, ...known, action: 'delete', reason: 'deletedInSource' },
		]);
	});

	it.each([
		['exchangeWins', 2000, 'skip', 'changedInExchange'],
		['sourceWins', 0, 'delete', 'deletedInSource'],
		['newestWins', 1001, 'delete', 'deletedInSource'],
		['newestWins', 1000, 'skip', 'changedInExchange'],
		['report', 2000, 'conflict', 'changedInExchange'],
	] as const)('of what people changed: %s, %s: %s', (policy, lastModified, action, reason) => {
		const items = [item({ written, now: { subject: 'Hers' } })];
		const [planned] = planPush([deletion({ lastModified })], planning(items, { policy }));
		expect(planned).toMatchObject({ ...known, subject: 'Hers', action, reason });
		expect(planned.fields).toEqual(action === 'delete' ? undefined : ['subject']);
		expect(planned.inExchange).toEqual(action === 'conflict' ? { subject: 'Hers' } : undefined);
	});
});

describe('the meeting of somebody else', () => {
	const theirs = item({ written }, { isAttendeeCopy: true });
	const skipped = { ...known, action: 'skip', reason: 'attendeeCopy' };
	const changed = upsert({ ...written, subject: 'New' });

	it('is left alone, unless that is allowed', () => {
		for (const source of [changed, deletion()]) {
			expect(planPush([source], planning([theirs]))).toMatchObject([skipped]);
		}
		const allowed = planning([theirs], { allowAttendeeCopies: true });
		expect(planPush([changed], allowed)).toMatchObject([{ action: 'update' }]);
		expect(planPush([deletion()], allowed)).toMatchObject([{ action: 'delete' }]);
	});
});

describe('inputs', () => {
	it('that could not be read fail alone, with their field', () => {
		const failure = { message: 'No end', field: 'end' };
		const [failed, made] = planPush(
			[
				{ externalId: '1', input: 0, action: 'upsert', failure },
				upsert(written, { externalId: '2', input: 1 }),
			],
			planning(),
		);
		expect(failed).toEqual({
			action: 'fail',
			externalId: '1',
			input: 0,
			reason: 'invalidInput',
			...failure,
		});
		expect(made).toMatchObject({ action: 'create', externalId: '2', input: 1 });
	});

	it('with one id are all refused, those without one each for itself', () => {
		const failure = { message: 'No id' };
		const nameless = { externalId: '', input: 2, action: 'upsert' as const, failure };
		expect(
			planPush(
				[upsert(written), upsert(written, { input: 1 }), nameless, { ...nameless, input: 3 }],
				planning([item({ written })]),
			).map(({ action, reason, field }) => [action, reason, field]),
		).toEqual([
			['fail', 'duplicateInput', 'externalId'],
			['fail', 'duplicateInput', 'externalId'],
			['fail', 'invalidInput', undefined],
			['fail', 'invalidInput', undefined],
		]);
	});

	it('of which the item is there twice go to the oldest, and the other one goes', () => {
		const items = [
			item({ written }, { id: 'copy', changeKey: 'key2', created: 2 }),
			item({ written }, { created: 1 }),
		];
		const copies = [
			{ id: 'copy', changeKey: 'key2', subject: 'Visit', start: '2026-12-01T09:00:00Z' },
		];
		const [updated] = planPush([upsert({ ...written, subject: 'New' })], planning(items));
		expect(updated).toMatchObject({ action: 'update', id: 'item', copies });
		const [same] = planPush([upsert(written)], planning(items));
		expect(same).toMatchObject({ action: 'unchanged', id: 'item', copies });
		const [deleted] = planPush([deletion()], planning(items));
		expect(deleted).toMatchObject({ action: 'delete', id: 'item', copies });
		const [alone] = planPush([], planning(items));
		expect(alone).toEqual({
			externalId: '1',
			...known,
			action: 'unchanged',
			reason: 'same',
			copies,
		});
	});

	it('of which somebody copied and changed the item touch neither of both', () => {
		const now = { subject: 'Hers' };
		const items = [
			item({ written }, { created: 1 }),
			item({ written, now }, { id: 'copy', created: 2 }),
		];
		for (const source of [upsert({ ...written, subject: 'New' }), deletion()]) {
			expect(planPush([source], planning(items))).toEqual([
				{
					action: 'conflict',
					externalId: '1',
					input: 0,
					reason: 'duplicateLink',
					id: 'item',
					subject: 'Visit',
					duplicates: ['item', 'copy'],
					message: expect.stringMatching(
						/2 appointments of "1".*"Visit" at 2026-12-01T09:00:00Z \(id item\), "Hers" at 2026-12-01T09:00:00Z \(id copy\)\. Delete those/,
					),
				},
			]);
		}
	});
});

describe('a meeting that is moved', () => {
	const moved = { ...written, times: timesOn(2) };
	it.each([
		[true, true, true],
		[true, false, false],
		[false, true, false],
	])(
		'warns of attendees who do not hear of it: %s, %s',
		(mailsChangedOnly, hasAttendees, warns) => {
			const items = [item({ written }, { hasAttendees })];
			const plan = (event: WritableEvent) =>
				planPush([upsert(event)], planning(items, { mailsChangedOnly }))[0];
			expect(plan(moved).action).toBe('update');
			expect(/keep the old time/.test(plan(moved).message ?? '')).toBe(warns);
			expect(plan({ ...written, subject: 'New' })).not.toHaveProperty('message');
		},
	);
});

describe('a snapshot', () => {
	const snapshot = { mode: 'snapshot' as const };
	const missing = (view = item({ written }), more: Partial<Planning> = {}) =>
		planPush([], planning([view], { ...snapshot, ...more }));

	it('deletes what is linked and missing in it', () => {
		expect(missing()).toEqual([
			{ externalId: '1', ...known, action: 'delete', reason: 'missingInSnapshot' },
		]);
		expect(planPush([], planning([item({ written })]))).toEqual([]);
		expect(planPush([upsert(written)], planning([item({ written })], snapshot))).toHaveLength(1);
	});

	it('asks the policy about what people changed', () => {
		const changed = item({ written, now: { subject: 'Hers' } });
		expect(missing(changed)).toMatchObject([{ action: 'skip', reason: 'changedInExchange' }]);
		expect(missing(changed, { policy: 'sourceWins' })).toMatchObject([
			{ action: 'delete', reason: 'missingInSnapshot' },
		]);
	});

	const start = Date.parse('2026-12-01T00:00:00Z');
	const end = Date.parse('2026-12-31T00:00:00Z');

	it.each([
		['ends as it begins', start - 1000, start, 0],
		['reaches into it', start - 1000, start + 1, 1],
		['has no length and lies at its start', start, start, 1],
		['begins just before it ends', end - 1, end + 1000, 1],
		['begins when it ends', end, end + 1000, 0],
		['goes on for ever', start - 1000, Infinity, 1],
	])('deletes nothing outside of its window: one that %s', (_, from, to, count) => {
		expect(missing(item({ written }, { start: from, end: to }))).toHaveLength(count);
	});

	it('deletes nothing when inputs could not be identified', () => {
		expect(missing(undefined, { isIncomplete: true })).toEqual([
			{ externalId: '1', ...known, action: 'skip', reason: 'sourceIncomplete' },
		]);
	});

	const twice = (now: WritableEvent, more: Partial<CalendarItemView> = {}) => [
		item({ written }, { created: 1, ...more }),
		item({ written, now }, { id: 'copy', created: 2, ...more }),
	];

	it('touches no copies that people changed', () => {
		const [action] = planPush([], planning(twice({ subject: 'Hers' }), snapshot));
		expect(action).toMatchObject({ action: 'conflict', reason: 'duplicateLink' });
		expect(action).not.toHaveProperty('input');
	});

	it('removes the other copies, whatever becomes of the event', () => {
		const copies = [expect.objectContaining({ id: 'copy' })];
		expect(planPush([], planning(twice({}), snapshot))).toEqual([
			expect.objectContaining({ action: 'delete', id: 'item', copies }),
		]);
		expect(planPush([], planning(twice({}), { ...snapshot, isIncomplete: true }))).toEqual([
			expect.objectContaining({ action: 'skip', reason: 'sourceIncomplete', copies }),
		]);
		const past = { start: start - 2000, end: start - 1000 };
		expect(planPush([], planning(twice({}, past), snapshot))).toEqual([
			expect.objectContaining({ action: 'skip', reason: 'outsideWindow', copies }),
		]);
	});
});

it('times that the source gives in the words of another zone leave the appointment its own', () => {
	const there = item({ written: { times: { ...timesOn(1), timeZone: 'Europe/Berlin' } } });
	const [planned] = planPush([upsert({ times: timesOn(1) })], planning([there]));
	expect(planned.event).toBeUndefined();
	expect(planned.action).toBe('unchanged');
});
