import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import type { ItemResults } from '../shared/itemResults';
import type { ItemParameters } from '../shared/itemParameters';
import { finishedItems, type Finished, type FinishedItems } from './finishedItems';

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
	/**
	 * Reads the parameters of an item; all items are read before the first one is worked on. An item with times
	 * in the zone of its mailbox is read again when that is known.
	 */
	read(parameters: ItemParameters): Input;
	/**
	 * @param add hands out an item that the input item gave
	 * @param tell says something of it over the output
	 */
	work(
		input: Input,
		add: (found: INodeExecutionData) => void,
		tell: (message: string) => void,
		parameters: ItemParameters,
	): Promise<void>;
}

/** An item of data alone. */
export function itemOf(json: object): INodeExecutionData {
	return { json: json as INodeExecutionData['json'] };
}

/** Works on several items at a time; one that fails stops no other. */
export async function readEachItem<Input>(run: OperationRun, work: ItemWork<Input>): Promise<void> {
	await forEachItem(run, work, run.exchange.settings.maxConnections, new Map());
}

/**
 * Works on one item after the other, since one may change what the next one is about; not again on those that
 * an earlier try of this run has finished.
 */
export async function writeEachItem<Input>(
	run: OperationRun,
	work: ItemWork<Input>,
): Promise<void> {
	await forEachItem(run, work, 1, finishedItems(run.context));
}

async function forEachItem<Input>(
	run: OperationRun,
	{ read, work }: ItemWork<Input>,
	atOnce: number,
	finished: FinishedItems,
): Promise<void> {
	const { results, parametersOf } = run;
	const handOut = (item: number, { items, hints }: Finished) => {
		for (const found of items) results.addItem(item, found);
		for (const message of hints) results.tell(message);
	};
	for (const [item, given] of finished) handOut(item, given);
	const asked = results.readEach((item) => {
		if (finished.has(item)) return [];
		const parameters = parametersOf(item);
		return [{ item, parameters, input: read(parameters) }];
	});
	await results.forEach(asked.flat(), atOnce, async ({ item, parameters, input: first }) => {
		let input = first;
		if (parameters.lacksMailboxZone) {
			await askMailboxZone(run, parameters);
			input = read(parameters);
		}
		const given: Finished = { items: [], hints: [] };
		const add = (found: INodeExecutionData) => void given.items.push(found);
		await work(input, add, (message) => void given.hints.push(message), parameters);
		finished.set(item, given);
		handOut(item, given);
	});
}

async function askMailboxZone(
	{ exchange, results: { signal } }: OperationRun,
	parameters: ItemParameters,
): Promise<void> {
	const { chooseZone } = await import('../../exchange/changes/outputZone');
	const { timeZones } = await import('../../exchange/calendar/timeZone');
	const mailbox = parameters.mailbox(exchange.settings.emailDns);
	const chosen = { timeZone: 'mailbox', mailbox, signal };
	parameters.knowMailboxZone(await chooseZone(exchange, chosen, timeZones()));
}
