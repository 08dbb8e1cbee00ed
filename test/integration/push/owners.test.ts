import { appointment, closeQuietly, startCalendar, type TestCalendar } from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar(() => now);
});
afterEach(async () => await closeQuietly(calendar));

const keys = () =>
	calendar
		.items()
		.map(({ extendedProperties }) => extendedProperties.find(({ name }) => name === 'ExternalKey'))
		.map((property) => property?.values[0])
		.sort();

describe('an item of another source', () => {
	const crm = { source: 'crm' } as const;
	const owned = { action: 'skipped', reason: 'otherSource', managedBy: 'hr' };

	beforeEach(async () => {
		await calendar.push([appointment('1'), appointment('2')]);
	});

	it('is not linked by its id, its iCalUId or because it is alike, and not doubled for that', async () => {
		const [{ id, uid, subject }] = calendar.items();
		const more = { subject, location: 'Elsewhere' };
		for (const given of [{ id }, { iCalUId: uid }]) {
			const results = await calendar.push([appointment('7', { ...more, ...given })], crm);
			expect(results).toMatchObject([{ ...owned, externalId: '7', id }]);
		}
		const alike = await calendar.push([appointment('1'), appointment('2')], {
			...crm,
			adoptMatching: true,
		});
		expect(alike).toMatchObject([owned, owned]);
		expect(keys()).toEqual(['hr:1', 'hr:2']);
		expect(calendar.items().map(({ location }) => location)).toEqual(['', '']);
	});

	it('stays, whatever the source does with its own of the same id', async () => {
		await calendar.push([appointment('1')], crm);
		expect(keys()).toEqual(['crm:1', 'hr:1', 'hr:2']);
		await calendar.push([], { ...crm, action: 'snapshot', allowEmptySnapshot: true });
		expect(keys()).toEqual(['hr:1', 'hr:2']);
		expect(await calendar.push([appointment('2')], { ...crm, action: 'delete' })).toMatchObject([
			{ action: 'skipped', reason: 'notLinked' },
		]);
		expect(await calendar.push([appointment('1'), appointment('2')])).toMatchObject([
			{ action: 'unchanged' },
			{ action: 'unchanged' },
		]);
	});

	it('does not keep one of no source from being linked', async () => {
		const { calendar: hers } = calendar.company.user('alice');
		hers.create({ subject: 'Event 1', start: '2026-11-25T08:00:00Z', end: '2026-11-25T09:00:00Z' });
		const results = await calendar.push([appointment('1')], { ...crm, adoptMatching: true });
		expect(results).toMatchObject([{ action: 'unchanged', reason: 'matching' }]);
		expect(keys()).toEqual(['crm:1', 'hr:1', 'hr:2']);
	});
});

describe('an event with the iCalUId of an item', () => {
	it('is linked to it, and found by its own id from then on', async () => {
		const { calendar: hers } = calendar.company.user('alice');
		const { id, uid } = hers.create({ subject: 'Own', start: '2026-11-25T12:00:00Z' });
		const event = appointment('1', { iCalUId: uid });
		expect(await calendar.push([event], { conflictPolicy: 'sourceWins' })).toMatchObject([
			{ action: 'updated', reason: 'givenItem', id },
		]);
		calendar.operations();
		expect(await calendar.push([event])).toMatchObject([{ action: 'unchanged', id }]);
		expect(calendar.operations()).toEqual(['FindItem', 'GetItem']);
		expect(calendar.items()).toHaveLength(1);
	});

	it('is one of its own where that item is another event of the source', async () => {
		await calendar.push([appointment('1')]);
		const [{ uid }] = calendar.items();
		expect(await calendar.push([appointment('2', { iCalUId: uid })])).toMatchObject([
			{ action: 'created' },
		]);
		expect(keys()).toEqual(['hr:1', 'hr:2']);
	});

	it('is found in a snapshot as well', async () => {
		const { calendar: hers } = calendar.company.user('alice');
		const { id, uid } = hers.create({ subject: 'Own', start: '2026-11-25T12:00:00Z' });
		const event = appointment('1', { iCalUId: uid });
		expect(await calendar.push([event], { action: 'snapshot' })).toMatchObject([
			{ action: 'unchanged', reason: 'givenItem', id },
		]);
	});
});
