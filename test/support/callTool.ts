import { SupplyDataContext } from 'n8n-core';
import { makeHandleToolInvocation } from 'n8n-core/dist/execution-engine/node-execution-context/utils/get-input-connection-data';
import { createRunExecutionData, type INodeType, type ITaskDataConnections } from 'n8n-workflow';
import { additionalData, workflowWith, type NodeRunOptions } from './runWorkflow';

/**
 * Calls a node as n8n does for an AI agent whose tool it is, which works on the first of the items.
 * @returns the text that the model gets
 * @throws as n8n tells it to the model
 */
export async function callTool(type: INodeType, options: NodeRunOptions): Promise<string> {
	const [json = {}] = options.items ?? [];
	const workflow = workflowWith(type, options);
	const node = workflow.getNode('Exchange')!;
	const runData = createRunExecutionData({});
	const data: ITaskDataConnections = { main: [[{ json }]] };
	const contextOf = (runIndex: number) =>
		new SupplyDataContext(
			workflow,
			node,
			additionalData(options.credential),
			'trigger',
			runData,
			runIndex,
			[{ json }],
			data,
			'ai_tool',
			{ node, data, source: null },
			[],
		);
	return String(await makeHandleToolInvocation(contextOf, node, type, runData)({}));
}
