import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { writingNotice } from '../../shared/writingParameters';
import type { SyncRun } from '../operation';

export const option = {
	name: 'Apply',
	value: 'apply',
	action: 'Apply an approved plan',
	description: 'Carry out the plan of a dry run, except what was changed in Exchange since',
};

export const outputs = [];

export const parameters: INodeProperties[] = [
	writingNotice,
	{
		displayName: 'Plan',
		name: 'plan',
		type: 'json',
		default: '={{ $json.plan }}',
		required: true,
		// eslint-disable-next-line n8n-nodes-base/node-param-description-miscased-json -- a name in an expression
		description:
			"The plan as the dry run put it out, or a list of plans; each names its mailbox itself. A node that waits for an approval gives out its answer in place of the plans: behind it write {{ $('Dry Run').all().map((item) => item.json.plan) }}, with the name of the node that planned.",
	},
];

/** The plans of each item are carried out; what becomes of their events comes out. */
export async function execute(run: SyncRun): Promise<INodeExecutionData[][]> {
	const { applyPlans } = await import('../pushing/applyPlans');
	return await applyPlans(run);
}
