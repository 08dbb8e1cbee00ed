import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Company, startExchangeServer } from '../../../exchangeServer';
import {
	behaviours,
	chosenBehaviours,
	friendlyBehaviours,
	harshBehaviours,
	readBehaviours,
	valuesOf,
	writeBehaviours,
	type Behaviour,
} from '../../../exchangeServer/behaviours';
import { randomBehaviours } from '../../../exchangeServer/behaviours/random';

describe('the behaviours of the test Exchange', () => {
	it.each(behaviours.map((one) => [one.name, one] as const))('describes %s', (_, one) => {
		expect(valuesOf(one).length).toBeGreaterThan(1);
		expect(valuesOf(one)).toContain(one.standard);
		expect(one.changes).toMatch(/^[A-Z].*\.$/);
		expect(one.source).not.toBe('');
		for (const meaning of Object.values(one.values)) expect(meaning).toMatch(/[^.\s]$/);
		// What a public source says is named; what has none is no more than a doubt or an experience.
		if (one.source === 'none') expect(one.certainty).not.toBe('source');
	});

	it('lists every file of the folder', () => {
		const folder = path.join(__dirname, '../../../exchangeServer/behaviours');
		const framework = ['behaviour.ts', 'index.ts', 'list.ts', 'random.ts'];
		const files = readdirSync(folder).filter((name) => !framework.includes(name));
		expect(behaviours.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
	});

	it('takes the harshest value first and the friendliest last', () => {
		expect(chosenBehaviours('harsh')).toEqual(harshBehaviours);
		expect(harshBehaviours.restrictedSearches).toBe('total250');
		expect(friendlyBehaviours.restrictedSearches).toBe('whole');
	});

	it('is the harshest plausible server where nobody chooses, but for what has a reason', () => {
		const milder = behaviours.filter((one) => one.standard !== valuesOf(one)[0]);
		expect(milder.map(({ name }) => name).sort()).toEqual([
			'batchLimit',
			'busy',
			'changeKeys',
			'configurationTwice',
			'emptyCategories',
			'occurrenceAnswers',
			'propertySetForm',
			'recurrenceReset',
			'reminders',
			'serverTimeZones',
			'syncEnd',
			'textBodies',
			'timeZoneDefinitions',
			'transient401',
		]);
		for (const one of behaviours as readonly Behaviour[]) {
			if (milder.some(({ name }) => name === one.name)) {
				expect(one.milderBecause).toMatch(/^[A-Z].*\.$/);
			} else expect(one.milderBecause).toBeUndefined();
		}
	});

	it('leaves the others at their standard value', () => {
		const chosen = chosenBehaviours({ subjectLength: 'cut255' });
		expect(chosen.subjectLength).toBe('cut255');
		for (const { name, standard } of behaviours) {
			if (name !== 'subjectLength') expect(chosen[name]).toBe(standard);
		}
	});

	it('refuses a name or a value that does not exist', () => {
		// @ts-expect-error no such name
		expect(() => chosenBehaviours({ subjectLengths: 'cut255' })).toThrow('no behaviour');
		// @ts-expect-error no such value
		expect(() => chosenBehaviours({ subjectLength: 'cut256' })).toThrow('is one of cut255, kept');
		expect(() => readBehaviours('subjectLength=long')).toThrow(RangeError);
	});

	it('reads what it writes', () => {
		const written = writeBehaviours(harshBehaviours);
		expect({ ...chosenBehaviours(), ...readBehaviours(written) }).toEqual(harshBehaviours);
		expect(readBehaviours('friendly, texts=trimmed')).toEqual({
			...friendlyBehaviours,
			texts: 'trimmed',
		});
	});

	it('draws the same server from the same seed, and each value from some seed', () => {
		expect(randomBehaviours(7)).toEqual(randomBehaviours(7));
		expect(randomBehaviours(7)).not.toEqual(randomBehaviours(8));
		const drawn = Array.from({ length: 300 }, (_, seed) => randomBehaviours(seed));
		for (const one of behaviours) {
			const met = new Set<string>(drawn.map((server) => server[one.name]));
			expect([...met].sort()).toEqual(valuesOf(one).sort());
		}
		expect(randomBehaviours(7, { busy: 'never' }).busy).toBe('never');
	});

	it('belongs to the company and may change while the server runs', async () => {
		const company = new Company({ behaviours: { texts: 'trimmed' } });
		const server = await startExchangeServer({ company, schemas: false });
		expect(server.behaviours.texts).toBe('trimmed');
		server.behaviours.texts = 'kept';
		expect(company.behaviours.texts).toBe('kept');
		await server.close();
		const harsh = await startExchangeServer({ company, schemas: false, behaviours: 'harsh' });
		expect(company.behaviours).toEqual(harshBehaviours);
		await harsh.close();
	});
});
