import type { PushInput } from '../../../exchange/push/input/pushInput';
import { valuesOf, type Behaviours } from '../../exchangeServer/behaviours';
import { propertySetForm } from '../../exchangeServer/behaviours/propertySetForm';
import { appointment, closeQuietly, startCalendar, type TestCalendar } from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
let calendar: TestCalendar;
const start = async (behaviours: Partial<Behaviours> = {}) => {
	calendar = await startCalendar(() => now, { behaviours });
};
afterEach(async () => await closeQuietly(calendar));

const failing = (name: string): PushInput =>
	Object.defineProperty(appointment('1'), name, {
		enumerable: true,
		get: () => {
			throw new Error('no such column');
		},
	});
const property = (uri: unknown, value: unknown = 'x') =>
	appointment('1', { extendedProperties: [{ uri, value }] as never });
const setId = '9f1c8d0a-2b3c-4d5e-8f60-718293a4b5c6';

describe('one strange input', () => {
	beforeEach(async () => await start());

	it.each<[string, unknown, string | undefined]>([
		['an id with a control character', appointment('1', { id: 'a\u0001' }), 'id'],
		['an id that is no id', appointment('1', { id: 'not an id' }), 'id'],
		['an id as a number', appointment('1', { id: 7 as never }), 'id'],
		['an iCalUId as an object', appointment('1', { iCalUId: {} as never }), 'iCalUId'],
		['a tag that is none', property({ tag: 0, type: 'String' }), 'extendedProperties[0].uri.tag'],
		[
			'a tag with its type',
			property({ tag: '0x0037001F', type: 'String' }),
			'extendedProperties[0].uri.tag',
		],
		[
			'a set that is no GUID',
			property({ setId: 'x', name: 'y', type: 'String' }),
			'extendedProperties[0].uri.setId',
		],
		[
			'a set that has no name',
			property({ distinguishedSetId: 'X', name: 'y', type: 'String' }),
			'extendedProperties[0].uri.distinguishedSetId',
		],
		[
			'a type that is none',
			property({ setId, name: 'y', type: 'Text' }),
			'extendedProperties[0].uri.type',
		],
		[
			'a name as a number',
			property({ setId, name: 5, type: 'String' }),
			'extendedProperties[0].uri.name',
		],
		['a column that fails', failing('subject'), undefined],
		['an id that fails', failing('externalId'), undefined],
		['nothing', null, 'event'],
	])('fails alone: %s', async (_, input, field) => {
		const results = await calendar.push([input as PushInput, appointment('2')]);
		const failed = results.find(({ action }) => action === 'failed');
		expect(failed).toMatchObject({ input: 0, error: { code: 'input' } });
		expect(failed?.message).not.toBe('');
		if (field !== undefined) expect(failed?.error?.field).toBe(field);
		expect(results).toContainEqual(expect.objectContaining({ action: 'created', externalId: '2' }));
		expect(calendar.items()).toHaveLength(1);
	});

	it.each(['__proto__', 'constructor', 'toString', '#sha256:', 'a/b', '<&>', '\u00a0x'])(
		'is none with the id %s',
		async (externalId) => {
			const push = async () =>
				await calendar.push([appointment('1'), { ...appointment('2'), externalId }]);
			if (externalId.trim() !== externalId)
				return expect(await push()).toContainEqual(expect.objectContaining({ action: 'failed' }));
			expect(new Set((await push()).map(({ action }) => action))).toEqual(new Set(['created']));
			expect(new Set((await push()).map(({ action }) => action))).toEqual(new Set(['unchanged']));
		},
	);

	it('takes a tag as a number', async () => {
		const results = await calendar.push([property({ tag: 0x3a1d, type: 'String' })]);
		expect(results).toMatchObject([{ action: 'created' }]);
		expect(await calendar.push([property({ tag: '0x3A1D', type: 'String' })])).toMatchObject([
			{ action: 'unchanged' },
		]);
	});

	it('whose item cannot be read fails alone, and nothing is done to it', async () => {
		await calendar.push([appointment('1'), appointment('2')]);
		const [{ id }] = calendar.items();
		const bad = calendar.items().find((one) => one.id === id)!;
		calendar.company.user('alice').calendar.poison(id);
		for (const action of ['upsert', 'snapshot', 'delete'] as const) {
			const results = await calendar.push([appointment('1', { subject: 'A' }), appointment('2')], {
				action,
				maxDeletes: 5,
			});
			expect(results).toContainEqual(
				expect.objectContaining({
					action: 'failed',
					reason: 'unreadable',
					message: expect.stringContaining("can't be read"),
				}),
			);
			expect(results.filter((one) => one.action === 'failed')).toHaveLength(1);
		}
		await calendar.push([], { action: 'snapshot', allowEmptySnapshot: true, maxDeletes: 5 });
		expect(calendar.items()).toEqual([bad]);
	});
});

describe.each(valuesOf(propertySetForm))('extended properties, sets named %s', (form) => {
	beforeEach(async () => {
		await start({ propertySetForm: form, propertyValues: 'canonical' } as Partial<Behaviours>);
	});

	const extendedProperties = [
		{ uri: { distinguishedSetId: 'PublicStrings', name: 'Cost', type: 'Double' }, value: '1.50' },
		{ uri: { setId, name: 'Paid', type: 'Boolean' }, value: 'True' },
		{
			uri: { distinguishedSetId: 'Common', id: 0x8502, type: 'SystemTime' },
			value: '2026-12-01T10:00:00.500+01:00',
		},
		{ uri: { setId, id: 7, type: 'StringArray' }, value: ['a', 'b'] },
	];

	it('are unchanged, and deleted with their event', async () => {
		const events = [
			appointment('1', { extendedProperties }),
			appointment('2', { extendedProperties }),
		];
		await calendar.push(events);
		for (const action of ['upsert', 'snapshot'] as const) {
			expect(await calendar.push(events, { action })).toMatchObject([
				{ action: 'unchanged' },
				{ action: 'unchanged' },
			]);
		}
		expect(await calendar.push([{ externalId: '1' }], { action: 'delete' })).toMatchObject([
			{ action: 'deleted' },
		]);
		const empty = { action: 'snapshot', allowEmptySnapshot: true } as const;
		expect(await calendar.push([], empty)).toMatchObject([{ action: 'deleted', externalId: '2' }]);
		expect(calendar.items()).toEqual([]);
	});
});
