import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import type { ItemResults } from '../shared/itemResults';
import type { ItemParameters } from './itemParameters';

/** One operation of a resource: its panel and its work beside each other. */
export interface Operation {
	/** How the operation is offered. The action is also what an AI model reads about the tool. */
	option: { name: string; value: string; action: string; description: string };
	parameters: INodeProperties[];
	/** Names of the library's fields that the panel calls otherwise, such as `rooms.list`. */
	fieldNames?: Readonly<Record<string, string>>;
	execute(run: OperationRun): Promise<void>;
}

/** A run of an operation over all input items. */
export interface OperationRun {
	context: IExecuteFunctions;
	exchange: Exchange;
	results: ItemResults;
	parametersOf(item: number): ItemParameters;
}

export interface ItemWork<Input> {
	/** Reads the parameters of an item, for all items before the first one is worked on. */
	read(parameters: ItemParameters): Input;
	/** @returns one object for each output item */
	work(input: Input, parameters: ItemParameters): Promise<readonly object[]>;
	/** Items under way at a time; what writes goes one after the other. */
	atOnce?: number;
}

/** Works on each item by itself; one that fails stops no other. */
export async function forEachItem<Input>(
	{ results, parametersOf }: OperationRun,
	{ read, work, atOnce = 1 }: ItemWork<Input>,
): Promise<void> {
	const asked = results.readEach((item) => {
		const parameters = parametersOf(item);
		return { item, parameters, input: read(parameters) };
	});
	await results.forEach(asked, atOnce, async ({ item, parameters, input }) => {
		for (const found of await work(input, parameters)) results.add(item, found);
	});
}
