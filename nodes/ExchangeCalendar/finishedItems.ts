import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isToolRun } from '../shared/toolRun';

/** What the work on an input item gave. */
export interface Finished {
	items: INodeExecutionData[];
	/** What is said of it over the output. */
	hints: string[];
}

/** What the work on each input item gave, by the item. */
export type FinishedItems = Map<number, Finished>;

/** By what n8n executes in one run of a node: the same object in each try of Retry On Fail, and in no other run. */
const ofRuns = new WeakMap<object, FinishedItems>();

/**
 * The items that earlier tries of this run have finished, to which the run adds its own: n8n tries all items
 * again when one fails, and throws away what the others gave.
 */
export function finishedItems(context: IExecuteFunctions): FinishedItems {
	// All calls of a tool share what n8n executes, and each has a single item.
	if (isToolRun(context)) return new Map();
	const run = context.getExecuteData();
	const known = ofRuns.get(run) ?? new Map<number, Finished>();
	ofRuns.set(run, known);
	return known;
}
