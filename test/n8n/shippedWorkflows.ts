import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { INode, INodeParameterResourceLocator } from 'n8n-workflow';
import type { WorkflowTemplate } from '../../scripts/lib/n8nClient.mjs';

const folder = path.resolve(__dirname, '../../workflows');

/** Names of the example workflows that the package ships. */
export const shippedWorkflows = readdirSync(folder)
	.filter((name) => name.endsWith('.json'))
	.map((name) => path.basename(name, '.json'));

export function readWorkflow(name: string): WorkflowTemplate {
	return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as WorkflowTemplate;
}

/** Points every node that has a credential at one in n8n, by its type. */
export function withCredentials(
	template: WorkflowTemplate,
	saved: Readonly<Record<string, { id: string; name: string }>>,
): WorkflowTemplate {
	const nodes = template.nodes.map((node): INode => {
		const types = Object.keys(node.credentials ?? {});
		if (types.length === 0) return node;
		return {
			...node,
			credentials: Object.fromEntries(types.map((type) => [type, saved[type]])),
		};
	});
	return { ...template, nodes };
}

/** Chooses the Data Tables by id, as one does in an n8n that does not find them by name. */
export function withTables(
	template: WorkflowTemplate,
	tables: ReadonlyMap<string, string>,
): WorkflowTemplate {
	const nodes = template.nodes.map((node): INode => {
		const { dataTableId } = node.parameters as { dataTableId?: INodeParameterResourceLocator };
		const id = tables.get(String(dataTableId?.value));
		if (!dataTableId || id === undefined) return node;
		const chosen = { ...dataTableId, mode: 'id', value: id };
		return { ...node, parameters: { ...node.parameters, dataTableId: chosen } };
	});
	return { ...template, nodes };
}

/** The workflow with a webhook in place of its schedule, so that a test says when it runs. */
export function withWebhook(template: WorkflowTemplate, name: string): WorkflowTemplate {
	const nodes = template.nodes.map((node) =>
		node.type === 'n8n-nodes-base.scheduleTrigger'
			? {
					...node,
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2.1,
					webhookId: name,
					parameters: { httpMethod: 'POST', path: name, responseMode: 'lastNode', options: {} },
				}
			: node,
	);
	return { ...template, nodes };
}
