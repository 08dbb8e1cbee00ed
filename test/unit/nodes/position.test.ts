import * as fc from 'fast-check';
import type { IExecuteFunctions, WorkflowExecuteMode } from 'n8n-workflow';
import {
	isTestRun,
	keptPositionOptions,
	outputPositionsParameter,
	nameRun,
	placeOf,
	positionOptions,
	type PositionPlace,
} from '../../../nodes/SyncCalendarItems/parameters/position';

const text = fc.string({ unit: 'grapheme', minLength: 1 });

const anyPlace: fc.Arbitrary<PositionPlace> = fc.record({
	kind: fc.constantFrom('mailbox', 'serviceMailbox'),
	name: text,
	calendar: fc.option(fc.record({ id: text }), { nil: undefined }),
});

it('leads from the name of a run back to where its position is parked', () => {
	fc.assert(
		fc.property(anyPlace, (place) => {
			expect(placeOf(nameRun(place))).toEqual(place);
		}),
	);
});

it('gives each run a name of its own, of plain characters', () => {
	const place: PositionPlace = { kind: 'mailbox', name: 'workflow-1/node-1' };
	const names = Array.from({ length: 100 }, () => nameRun(place));

	expect(new Set(names).size).toBe(100);
	for (const name of names) expect(name).toMatch(/^[\w:-]+$/);
});

it('refuses what is no such name', () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			expect(() => placeOf(text)).toThrow(expect.objectContaining({ field: 'syncRun' }));
		}),
	);
});

it.each(['run', 'run:mailbox', 'run:item:bmFtZQ', ':mailbox:bmFtZQ', 'run:mailbox:'])(
	'refuses a name that lacks a part: %j',
	(name) => {
		expect(() => placeOf(name)).toThrow(`syncRun "${name}" has no position to confirm`);
	},
);

it.each<[WorkflowExecuteMode, boolean]>([
	['manual', true],
	['evaluation', true],
	['trigger', false],
	['webhook', false],
	['cli', false],
	['retry', false],
	['integrated', false],
])('takes a run of the mode %s for a test run: %s', (mode, isTest) => {
	const context: Partial<IExecuteFunctions> = { getMode: () => mode };

	expect(isTestRun(context as IExecuteFunctions)).toBe(isTest);
});

describe('a run that began at a manual trigger', () => {
	const begun = (mode: WorkflowExecuteMode, rootExecutionMode?: WorkflowExecuteMode) => ({
		getMode: () => mode,
		getExecutionContext: () => ({ triggerNode: { type: 'n8n-nodes-base.manualTrigger' } }),
		...(rootExecutionMode && { additionalData: { rootExecutionMode } }),
	});

	it.each<[WorkflowExecuteMode, WorkflowExecuteMode | undefined, boolean]>([
		['manual', undefined, true],
		['integrated', undefined, true],
		['integrated', 'manual', true],
		['integrated', 'integrated', true],
		['integrated', 'cli', false],
		['integrated', 'retry', true],
		['cli', undefined, false],
		['retry', undefined, true],
	])('of the mode %s, called by one of the mode %s, is a test: %s', (mode, root, isTest) => {
		expect(isTestRun(begun(mode, root) as unknown as IExecuteFunctions)).toBe(isTest);
	});
});

describe('the options of a position', () => {
	const values = (options: typeof positionOptions, of: string) =>
		options
			.find(({ name }) => name === of)!
			.options!.map((option) => 'value' in option && [option.name, option.value]);

	it('have defaults that need no choice', () => {
		expect(positionOptions.map((one) => [one.name, one.type, one.default])).toEqual([
			['positionStore', 'options', 'mailbox'],
			['positionName', 'string', ''],
			['delivery', 'options', 'onOutput'],
		]);
	});

	it('take no expression where n8n counts the outputs by them', () => {
		const takes = (options: typeof positionOptions) =>
			options.filter(({ noDataExpression }) => !noDataExpression).map(({ name }) => name);
		expect(takes([...positionOptions, outputPositionsParameter])).toEqual([
			'positionName',
			'delivery',
		]);
		expect(takes(keptPositionOptions)).toEqual(keptPositionOptions.map(({ name }) => name));
	});

	it('offer the places and ways of delivery, the own item only where there is an output for it', () => {
		const places = [
			['Mailbox', 'mailbox'],
			['Service Mailbox', 'serviceMailbox'],
		];
		expect(values(positionOptions, 'positionStore')).toEqual([['Item', 'item'], ...places]);
		expect(values(keptPositionOptions, 'positionStore')).toEqual(places);
		for (const options of [positionOptions, keptPositionOptions]) {
			expect(values(options, 'delivery')).toEqual([
				['On Confirm', 'onConfirm'],
				['On Output', 'onOutput'],
			]);
		}
	});
});
