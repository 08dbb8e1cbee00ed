import type { IExecuteFunctions } from 'n8n-workflow';

/** The name of the nearest node before this one that makes plans; undefined when there is none. */
export function planningNodeBefore(context: IExecuteFunctions): string | undefined {
	const { name: own, type } = context.getNode();
	const before = context.getParentNodes(own, { includeNodeParameters: true });
	return before.find(
		({ type: other, parameters = {} }) => other === type && parameters.dryRun === true,
	)?.name;
}
