import type { Privacy } from '../../../exchange/changes/privacy';
import { applyPlan } from '../../../exchange/push/applyPlan';
import { planEvents, pushEvents } from '../../../exchange/push/pushEvents';
import type { PushOptions } from '../../../exchange/push/options';
import type { PushException, PushInput } from '../../../exchange/push/input/pushInput';
import { twoWay, type TwoWayOptions } from '../../../exchange/push/twoWay';
import type { AppointmentPatch } from '../../exchangeServer/calendarActions';
import { closeQuietly, collect, mailbox, startCalendar, type TestCalendar } from './calendar';

/** What people wrote; none of it may leave. */
const theirs = {
	subject: 'Theirs-subject',
	body: 'Theirs-body',
	location: 'Theirs-place',
	categories: ['Theirs-category'],
	attendees: [{ address: 'theirs-guest@enyoi.example', name: 'Theirs-guest' }],
	invite: false,
};
const property = {
	distinguishedSetId: 'PublicStrings',
	name: 'Note',
	type: 'String',
	values: ['Theirs-property'],
};
const series = {
	recurrence: {
		pattern: { type: 'DailyRecurrence', interval: 7 },
		range: { type: 'NumberedRecurrence', numberOfOccurrences: 3 },
	},
} satisfies AppointmentPatch;
/** What the source wrote. */
const ours = { subject: 'Ours-subject', location: 'Ours-place' };
const start = '2026-11-25T12:00:00Z';
const end = '2026-11-25T13:00:00Z';
const now = new Date('2026-11-23T10:00:00Z');

let calendar: TestCalendar;
beforeAll(async () => (calendar = await startCalendar(() => now)));
afterEach(() => {
	for (const { id } of calendar.items()) hers().delete(id);
});
afterAll(async () => await closeQuietly(calendar));

const hers = () => calendar.company.user('alice').calendar;
const input = (externalId: string, more: Partial<PushInput> = {}): PushInput => ({
	externalId,
	...ours,
	start,
	end,
	...more,
});

type Sensitivity = 'Normal' | 'Private' | 'Confidential';

/** An appointment of Alice's, with what one of its occurrences has of its own. */
function makeTheirs(sensitivity: Sensitivity): string {
	const { id } = hers().create({
		...theirs,
		extendedProperties: [property],
		start,
		end,
		sensitivity,
		...series,
	});
	hers().occurrence(id, 1).update({ subject: 'Theirs-occurrence', location: 'Theirs-place-2' });
	return id;
}

/** An event of the source of which people changed what can be changed. */
async function changeOurs(sensitivity: Sensitivity): Promise<string> {
	await calendar.push([input('1')]);
	const [{ id }] = calendar.items();
	change(id, { sensitivity });
	return id;
}

function change(id: string, more: AppointmentPatch): void {
	const { extendedProperties } = calendar.items().find((one) => one.id === id)!;
	const properties = [...extendedProperties, property];
	hers().update(id, { ...theirs, extendedProperties: properties, ...more });
}

type Run = (sensitivity: Sensitivity, privacy: Privacy | undefined) => Promise<unknown>;

const options = (privacy: Privacy | undefined, more: object = {}) =>
	({ mailbox, source: 'hr', now, ...(privacy && { privacy }), ...more }) as PushOptions;
const pushed = async (events: PushInput[], privacy: Privacy | undefined, more: object = {}) =>
	await collect(pushEvents(calendar.exchange, options(privacy, more), events));
const planned = async (events: PushInput[], privacy: Privacy | undefined, more: object = {}) =>
	await planEvents(calendar.exchange, options(privacy, more), events);
const synced = async (
	events: PushInput[],
	privacy: Privacy | undefined,
	more: Partial<TwoWayOptions> = {},
) => await twoWay(calendar.exchange, { ...options(privacy), ...more } as TwoWayOptions, events);
const failure = async (running: Promise<unknown>) =>
	await running.then(
		() => 'not refused',
		(error: Error) => ({ ...error, message: error.message, stack: error.stack }),
	);

const report = { conflictPolicy: 'report' };
const outputs: Array<[string, Run]> = [
	[
		'push: a conflict',
		async (sensitivity, privacy) => {
			await changeOurs(sensitivity);
			return await pushed([input('1', { subject: 'Ours-2', location: 'x' })], privacy, report);
		},
	],
	[
		'push: what is said of an item that is left alone',
		async (sensitivity, privacy) => {
			await changeOurs(sensitivity);
			return await pushed([input('1')], privacy);
		},
	],
	[
		'push: a deletion that is a conflict',
		async (sensitivity, privacy) => {
			await changeOurs(sensitivity);
			return await pushed([{ externalId: '1', action: 'delete' }], privacy, report);
		},
	],
	[
		'push: an item given by its id',
		async (sensitivity, privacy) => {
			const id = makeTheirs(sensitivity);
			return await pushed([input('9', { id })], privacy, report);
		},
	],
	[
		'push: an item that matches',
		async (sensitivity, privacy) => {
			hers().create({ ...theirs, subject: ours.subject, start, end, sensitivity });
			const matching = { ...report, adoptMatching: true };
			return await pushed([input('9', { location: 'x' })], privacy, matching);
		},
	],
	[
		'plan: a snapshot that deletes what people changed, and what comes of it',
		async (sensitivity, privacy) => {
			const id = await changeOurs(sensitivity);
			const wins = { action: 'snapshot', conflictPolicy: 'sourceWins' };
			const plan = await planned([input('2')], privacy, wins);
			hers().update(id, { location: 'Theirs-later' });
			return [plan, await collect(applyPlan(calendar.exchange, plan))];
		},
	],
	[
		'plan: an update that overwrites what people changed',
		async (sensitivity, privacy) => {
			await changeOurs(sensitivity);
			const plan = await planned([input('1')], privacy, { conflictPolicy: 'sourceWins' });
			return [plan, await collect(applyPlan(calendar.exchange, plan))];
		},
	],
	[
		'push: too many deletions',
		async (sensitivity, privacy) => {
			await changeOurs(sensitivity);
			const few = { action: 'snapshot', conflictPolicy: 'sourceWins', maxDeletes: 0 };
			return await failure(pushed([input('2')], privacy, few));
		},
	],
	[
		'push: two items of one key',
		async (sensitivity, privacy) => {
			const id = await changeOurs(sensitivity);
			const item = calendar.items().find((one) => one.id === id)!;
			const { extendedProperties } = item;
			hers().create({ ...theirs, start, end, sensitivity, extendedProperties });
			return await pushed([input('1')], privacy);
		},
	],
	[
		'two-way: what people made',
		async (sensitivity, privacy) => {
			makeTheirs(sensitivity);
			return await synced([], privacy);
		},
	],
	[
		'two-way: what people changed',
		async (sensitivity, privacy) => {
			await calendar.push([input('1')]);
			const { position } = await synced([input('1')], privacy);
			const [{ id }] = calendar.items();
			change(id, { sensitivity, start: '2026-11-25T12:10:00Z' });
			return await synced([input('1', { importance: 'high' })], privacy, { position });
		},
	],
	[
		'two-way: a conflict, and its plan',
		async (sensitivity, privacy) => {
			await changeOurs(sensitivity);
			const events = [input('1', { subject: 'Ours-2' })];
			return [await synced(events, privacy, { dryRun: true }), await synced(events, privacy)];
		},
	],
	[
		'two-way: what counts after the source lost',
		async (sensitivity, privacy) => {
			await changeOurs(sensitivity);
			const events = [input('1', { subject: 'Ours-2' })];
			return await synced(events, privacy, { conflictPolicy: 'exchangeWins' });
		},
	],
	[
		'two-way: what comes back to a source that deleted it',
		async (sensitivity, privacy) => {
			await changeOurs(sensitivity);
			const deletion: PushInput = { externalId: '1', action: 'delete' };
			return await synced([deletion], privacy, { conflictPolicy: 'exchangeWins' });
		},
	],
	[
		'two-way: too many deletions',
		async (sensitivity, privacy) => {
			await changeOurs(sensitivity);
			const more = { input: 'snapshot', conflictPolicy: 'sourceWins', maxDeletes: 0 } as const;
			return await failure(synced([input('2')], privacy, more));
		},
	],
];

const isHidden = (sensitivity: Sensitivity, privacy: Privacy | undefined) =>
	privacy === 'busyOnly' || (privacy !== 'full' && sensitivity !== 'Normal');
const cases = outputs.flatMap(([name, run]) =>
	(
		[
			['Private', undefined],
			['Private', 'maskPrivate'],
			['Confidential', 'maskPrivate'],
			['Normal', 'maskPrivate'],
			['Private', 'full'],
			['Normal', 'busyOnly'],
		] as const
	).map(([sensitivity, privacy]) => [name, sensitivity, privacy, run] as const),
);

it.each(cases)('%s, %s, privacy %s', async (name, sensitivity, privacy, run) => {
	const said = JSON.stringify(await run(sensitivity, privacy));
	expect(said).not.toBe('"not refused"');
	expect(said.length).toBeGreaterThan(50);
	if (isHidden(sensitivity, privacy)) expect(said).not.toMatch(/Theirs/i);
	// Without the mask it is there, so that the test would see it.
	else if (/conflict|made|changed|lost|comes back|given/.test(name) && !/plan:/.test(name)) {
		expect(said).toMatch(/Theirs/);
	}
});

describe('a series of which one occurrence is private', () => {
	const secret = { subject: 'Theirs-secret', sensitivity: 'Private' } as const;
	const weekly = { rrule: 'FREQ=DAILY;INTERVAL=7;COUNT=3' };

	it.each([
		['maskPrivate', true],
		['busyOnly', true],
		['full', false],
	] as const)('is told without what that says (%s: %p)', async (privacy, isHidden) => {
		const linked = [input('1', weekly)];
		await synced(linked, privacy);
		const { position } = await synced(linked, privacy);
		const [{ id }] = calendar.items();
		const made = hers().create({ subject: 'Open-subject', start, end, ...series });
		for (const one of [id, made.id]) hers().occurrence(one, 1).update(secret);
		const told = await synced(linked, privacy, { position });
		const conflict = await pushed([input('1', { rrule: 'FREQ=DAILY;COUNT=9' })], privacy, report);
		const said = JSON.stringify([told.forSource, conflict]);
		expect(told.forSource).toHaveLength(2);
		expect(conflict).toMatchObject([{ action: 'conflict' }]);
		expect(/Theirs/.test(said)).toBe(!isHidden);
		for (const { masked, exceptions } of told.forSource) {
			expect(masked).toBe(isHidden);
			expect(exceptions).toHaveLength(1);
		}
	});
});

describe('a series with words that the source was not told', () => {
	const words = () =>
		calendar
			.items()
			.flatMap(({ exceptions }) => [...exceptions.values()].map(({ subject }) => subject));
	const asTold = (id: string, { recurrence, exceptions }: PushInput, more: object = {}) =>
		input('1', { id, location: undefined, subject: 'Busy', recurrence, exceptions, ...more });

	it.each<[string, Sensitivity, AppointmentPatch]>([
		['is private', 'Private', {}],
		['has a private occurrence', 'Normal', { sensitivity: 'Private' }],
	])('keeps them when the source links it as it was told, and %s', async (_, sensitivity, more) => {
		const id = makeTheirs(sensitivity);
		hers().occurrence(id, 1).update(more);
		const { forSource, position } = await synced([], undefined);
		expect(JSON.stringify(forSource[0].exceptions)).not.toContain('Theirs');
		const linked = asTold(id, forSource[0] as PushInput);
		const { inExchange, ...first } = await synced([linked], undefined, { position });
		expect(inExchange).toMatchObject([{ externalId: '1', reason: 'givenItem' }]);
		expect(words()).toEqual(['Theirs-occurrence']);
		for (let { position: last } = first, run = 0; run < 2; run++) {
			const again = await synced([linked], undefined, { position: last });
			expect(again).toMatchObject({ forSource: [], conflicts: [] });
			expect(again.inExchange).toMatchObject([{ action: 'unchanged' }]);
			last = again.position;
		}
		expect(words()).toEqual(['Theirs-occurrence']);
	});

	it('is a conflict where the source links it and says something new of another occurrence', async () => {
		const id = makeTheirs('Normal');
		hers().occurrence(id, 1).update({ sensitivity: 'Private' });
		const { forSource, position } = await synced([], undefined);
		const [next, end] = ['2026-12-02T12:00:00Z', '2026-12-02T13:00:00Z'];
		const ours = { originalStart: next, start: next, end, subject: 'Ours' };
		const { exceptions = [] } = forSource[0] as PushInput;
		const told = { ...forSource[0], exceptions: [...exceptions, ours] } as PushInput;
		const { conflicts } = await synced([asTold(id, told)], undefined, { position });
		expect(conflicts).toMatchObject([{ externalId: '1', reason: 'changedInBoth' }]);
		expect(JSON.stringify(conflicts)).not.toContain('Theirs-occurrence');
		expect(words()).toEqual(['Theirs-occurrence']);
	});

	it('is no conflict when the source gives back what it was told', async () => {
		const own = { rrule: 'FREQ=DAILY;INTERVAL=7;COUNT=3', location: 'Hall' };
		await synced([input('1', own)], undefined);
		const before = await synced([input('1', own)], undefined);
		const [{ id }] = calendar.items();
		hers().occurrence(id, 1).update({ subject: 'Theirs-occurrence', sensitivity: 'Private' });
		const told = await synced([input('1', own)], undefined, { position: before.position });
		expect(told.forSource).toMatchObject([{ changeType: 'updated', masked: true }]);
		const { start: from, end: to, recurrence, exceptions } = told.forSource[0];
		const taken = input('1', { location: 'Hall', start: from, end: to, recurrence, exceptions });
		for (let { position } = told, run = 0; run < 3; run++) {
			const again = await synced([taken], undefined, { position });
			expect(again).toMatchObject({ forSource: [], conflicts: [] });
			expect(again.inExchange).toMatchObject([{ action: 'unchanged' }]);
			({ position } = again);
		}
		expect(words()).toEqual(['Theirs-occurrence']);
	});

	it.each<[string, boolean, Partial<PushException>]>([
		['and gives back what it was told', true, { subject: 'Ours-new' }],
		['and gives nothing of that back', false, { subject: 'Ours-new' }],
		['and shows another occurrence as free', true, { showAs: 'free' }],
	])('is a conflict where the source changes another occurrence, %s', async (_, gives, more) => {
		const own = { rrule: 'FREQ=DAILY;INTERVAL=7;COUNT=3', showAs: 'busy' } as const;
		await synced([input('1', own)], undefined);
		const before = await synced([input('1', own)], undefined);
		const [{ id }] = calendar.items();
		hers().occurrence(id, 1).update({ subject: 'Theirs-occurrence', sensitivity: 'Private' });
		const told = await synced([input('1', own)], undefined, { position: before.position });
		const back = gives ? (told.forSource[0].exceptions ?? []) : [];
		const other = { originalStart: '2026-12-09T12:00:00Z', ...more };
		const changed = input('1', { ...own, exceptions: [...back, other] });
		const again = await synced([changed], undefined, { position: told.position });
		expect(again.conflicts).toMatchObject([{ reason: 'changedInBoth', fields: ['times'] }]);
		expect(words()).toEqual(['Theirs-occurrence']);
	});
});
