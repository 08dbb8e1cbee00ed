import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * True when an AI agent runs the node as its tool: n8n gives it one item a call then, and hands the first
 * output alone to the model.
 */
export function isToolRun(context: IExecuteFunctions): boolean {
	// n8n before 2 does not say so, nor does an agent that has its tools run as nodes of the workflow; n8n calls
	// the type of a tool so.
	const { isToolExecution } = context as Partial<IExecuteFunctions>;
	return isToolExecution?.call(context) === true || context.getNode().type.endsWith('Tool');
}
