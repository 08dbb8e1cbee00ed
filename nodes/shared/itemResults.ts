import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	IPairedItemData,
} from 'n8n-workflow';
import { isCancelled, toErrorItem, toNodeError, type NodeFailure } from './errors';

/**
 * What became of the input items, gathered while the work goes on and handed out in their order. Failures
 * don't stop the work for others; a node that stops at errors does so when everything else is done.
 */
export class ItemResults {
	private readonly entries: Array<{ item: number; output: number; result: INodeExecutionData }> =
		[];

	private readonly failures: Array<{ item: number; failure: NodeFailure }> = [];

	/** @param errorOutput where failed items go; n8n takes them from there to its error output */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly errorOutput = 0,
	) {}

	/** Whether the node will stop at what has failed so far. */
	get stopsNode(): boolean {
		return this.failures.length > 0 && !this.context.continueOnFail();
	}

	/** @param items the input items that it came from; it is handed out in the place of the last one */
	add(items: number | number[], json: object, output = 0): void {
		const from = [items].flat();
		const pairs: IPairedItemData[] = from.map((item) => ({ item }));
		const pairedItem = pairs.length === 1 ? pairs[0] : pairs;
		const result = { json: json as IDataObject, pairedItem };
		this.entries.push({ item: from[from.length - 1], output, result });
	}

	/** @param more what is to be told besides the error itself */
	fail(item: number, error: unknown, more: IDataObject = {}): void {
		const failure = toNodeError(this.context.getNode(), error, item);
		this.failures.push({ item, failure });
		const result = toErrorItem(failure, item);
		Object.assign(result.json.details as IDataObject, more);
		this.entries.push({ item, output: this.errorOutput, result });
	}

	/**
	 * @returns the items of each output
	 * @throws NodeApiError | NodeOperationError the first failure, when the node stops at errors; that the
	 * execution was cancelled in any case
	 */
	outputs(count: number): INodeExecutionData[][] {
		const inOrder = this.failures.sort((a, b) => a.item - b.item).map(({ failure }) => failure);
		const cancelled = inOrder.find(isCancelled);
		if (cancelled) throw cancelled;
		if (this.stopsNode) throw inOrder[0];
		const outputs = Array.from({ length: count }, (): INodeExecutionData[] => []);
		this.entries.sort((a, b) => a.item - b.item);
		for (const { output, result } of this.entries) outputs[output].push(result);
		return outputs;
	}
}
