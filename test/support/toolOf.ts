import { SupplyDataContext } from 'n8n-core';
import { makeHandleToolInvocation } from 'n8n-core/dist/execution-engine/node-execution-context/utils/get-input-connection-data';
import {
	createRunExecutionData,
	type IExecuteData,
	type INodeType,
	type ITaskDataConnections,
} from 'n8n-workflow';
import { additionalData, workflowWith, type NodeRunOptions } from './runWorkflow';

/**
 * A node as the tool of an AI agent that works on the first of the items. Each call is one of the model.
 * @returns the text that the model gets; rejects with what the model is told then
 */
export function toolOf(type: INodeType, options: NodeRunOptions): () => Promise<string> {
	const [json = {}] = options.items ?? [];
	const workflow = workflowWith(type, options);
	const node = workflow.getNode('Exchange')!;
	const runData = createRunExecutionData({});
	const data: ITaskDataConnections = { main: [[{ json }]] };
	const executed: IExecuteData = { node, data, source: null };
	const contextOf = (runIndex: number) =>
		new SupplyDataContext(
			workflow,
			node,
			additionalData(options.credential),
			options.mode ?? 'trigger',
			runData,
			runIndex,
			[{ json }],
			data,
			'ai_tool',
			executed,
			[],
		);
	const invoke = makeHandleToolInvocation(contextOf, node, type, runData);
	return async () => String(await invoke({}));
}
