import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';

export const option = {
	name: 'Apply',
	value: 'apply',
	action: 'Apply an approved plan',
	description:
		'Carry out a plan that a dry run of Push or Two-Way Sync made. Refuses what was changed in Exchange since. Writes in test runs, too.',
};

export const outputs = [];

export const parameters: INodeProperties[] = [
	{
		displayName: 'Plan',
		name: 'plan',
		type: 'json',
		default: '={{ $json.plan }}',
		required: true,
		description: 'The plan as the dry run put it out; it names its mailbox itself',
	},
];

/** The plan of each item is carried out; what becomes of its events comes out. */
export async function execute(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const { applyPlans } = await import('../pushing/applyPlans');
	return await applyPlans(context, exchange);
}
