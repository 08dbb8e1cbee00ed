import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { WorkflowTemplate } from '../../scripts/lib/n8nClient.mjs';
import { repositoryRoot } from '../requirements';
import { readWorkflow } from './shippedWorkflows';

/** The statements for PostgreSQL that docs/workflows.md gives for the example of the Data Table. */
function documentedSql(): {
	create: string;
	queries: Map<string, [query: string, values: string]>;
} {
	const page = readFileSync(path.join(repositoryRoot, 'docs/workflows.md'), 'utf8');
	const [create, ...rest] = /^```sql\n(.*?)^```/ms.exec(page)![1].split(/^-- /m);
	const queries = rest.map((part): [string, [string, string]] => {
		const [, node, values, query] = /^(.*?): (\{\{.*?\}\})\n(.*)$/s.exec(part)!;
		return [node, [query.trim(), `=${values}`]];
	});
	return { create, queries: new Map(queries) };
}

/** The statement that makes the table. */
const { create, queries } = documentedSql();
export const createTable = create;

/** The example with its Data Table nodes replaced by Postgres nodes, as the page says. */
export function withPostgres(credential: { id: string; name: string }): WorkflowTemplate {
	const template = readWorkflow('calendarsToDataTable');
	const nodes = template.nodes.map((node) => {
		if (node.type !== 'n8n-nodes-base.dataTable') return node;
		const [query, queryReplacement] = queries.get(node.name)!;
		return {
			...node,
			type: 'n8n-nodes-base.postgres',
			typeVersion: 2.6,
			parameters: { operation: 'executeQuery', query, options: { queryReplacement } },
			credentials: { postgres: credential },
		};
	});
	return { ...template, nodes };
}
