import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { mapConcurrently } from '../../exchange/concurrency';
import { hint } from './hint';
import { isCancelled, toErrorItem, toNodeError, type NodeFailure } from './errors';
import { isToolRun } from './toolRun';

export interface ItemResultsOptions {
	/** Output of failed items, from which n8n takes them to its error output. @default 0 */
	failedOutput?: number;
	/**
	 * True for work that is useless once the node stops at an error: the first failure then ends all of it.
	 * Otherwise the node stops when everything is done. @default false
	 */
	stopsAtOnce?: boolean;
	/** Makes the error of an item ready to be shown, such as with the names of the panel's fields. */
	reword?(error: unknown): unknown;
}

/**
 * Results and failures of a node's input items, gathered in any order and handed out in the order of the
 * items. All operations go on after a failed item, or stop at it, in this one way.
 */
export class ItemResults {
	/** By item, then by output. */
	private readonly results: INodeExecutionData[][][] = [];

	private firstFailure?: { item: number; failure: NodeFailure };

	private cancellation?: NodeFailure;

	private readonly stop = new AbortController();

	/** Aborts when the execution is cancelled, or when a failure stops a node that stops at once. */
	readonly signal: AbortSignal;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly options: ItemResultsOptions = {},
	) {
		const cancelled = context.getExecutionCancelSignal();
		this.signal = cancelled ? AbortSignal.any([cancelled, this.stop.signal]) : this.stop.signal;
	}

	/** True when a failure so far stops the node. */
	get stopsNode(): boolean {
		return this.firstFailure !== undefined && !this.context.continueOnFail();
	}

	/** @param items the input items that it came from; it is handed out in the place of the first one */
	add(items: number | readonly number[], json: object, output = 0): void {
		this.addItem(items, { json: json as IDataObject }, output);
	}

	/** The same for a whole item, which may hold binary data. */
	addItem(items: number | readonly number[], data: INodeExecutionData, output = 0): void {
		const pairs = [items].flat().map((item) => ({ item }));
		const pairedItem = pairs.length === 1 ? pairs[0] : pairs;
		this.place(pairs[0].item, { ...data, pairedItem }, output);
	}

	/** Says something over the output; to a model, which does not see that, in an item of its own. */
	tell(message: string, type?: 'info' | 'warning'): void {
		hint(this.context, message, type);
		if (isToolRun(this.context)) this.add(0, { hint: message });
	}

	/**
	 * Records that an item failed. What fails after a node has stopped at once is not recorded: the stop
	 * itself makes work under way fail, and that item is not to blame.
	 * @param more details besides those of the error itself
	 */
	fail(item: number, error: unknown, more: IDataObject = {}): void {
		if (this.stop.signal.aborted) return;
		const failure = this.failureOf(item, error);
		if (isCancelled(failure)) this.cancellation ??= failure;
		if (item < (this.firstFailure?.item ?? Infinity)) this.firstFailure = { item, failure };
		const result = toErrorItem(failure, item);
		Object.assign(result.json.details as IDataObject, more);
		this.place(item, result, this.options.failedOutput ?? 0);
		if (this.options.stopsAtOnce && this.stopsNode) this.stop.abort();
	}

	/** The error of an item as n8n shows it. */
	failureOf(item: number, error: unknown): NodeFailure {
		return toNodeError(this.context.getNode(), this.worded(error), item);
	}

	/** The error with the names of fields that the panel shows. */
	worded(error: unknown): unknown {
		return this.options.reword?.(error) ?? error;
	}

	/** Runs `read` for each input item. Items for which it throws fail, and are left out. */
	readEach<Input>(read: (item: number) => Input): Input[] {
		const inputs: Input[] = [];
		for (const item of this.context.getInputData().keys()) {
			try {
				inputs.push(read(item));
			} catch (error) {
				this.fail(item, error);
			}
		}
		return inputs;
	}

	/**
	 * Runs `step` for each input, up to `limit` of them at a time, and none after the node has stopped at
	 * once. Items for which it throws fail, and are left out.
	 */
	async forEach<Input extends { item: number }, Result>(
		inputs: readonly Input[],
		limit: number,
		step: (input: Input) => Promise<Result>,
	): Promise<Result[]> {
		const results = await mapConcurrently(inputs, limit, async (input): Promise<Result[]> => {
			if (this.stop.signal.aborted) return [];
			try {
				return [await step(input)];
			} catch (error) {
				this.fail(input.item, error);
				return [];
			}
		});
		return results.flat();
	}

	/**
	 * @throws NodeApiError | NodeOperationError when the execution was cancelled, or a failure stops the
	 * node: that of the first item that failed
	 */
	throwIfStopped(): void {
		if (this.cancellation) throw this.cancellation;
		if (this.stopsNode) throw this.firstFailure!.failure;
	}

	/**
	 * The items of each output. Of a tool all come out of the first: the model gets nothing of the others.
	 * @throws NodeApiError | NodeOperationError as `throwIfStopped` does
	 */
	outputs(count: number): INodeExecutionData[][] {
		this.throwIfStopped();
		if (isToolRun(this.context)) return [this.results.flatMap((ofItem) => ofItem.flat())];
		return Array.from({ length: count }, (_, output) =>
			this.results.flatMap((ofItem) => ofItem[output] ?? []),
		);
	}

	private place(item: number, result: INodeExecutionData, output: number): void {
		const ofItem = (this.results[item] ??= []);
		(ofItem[output] ??= []).push(result);
	}
}
