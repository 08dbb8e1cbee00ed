import type { INodeParameters } from 'n8n-workflow';
import { ExchangeCalendar } from '../../../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { runNode, type NodeRun, type NodeRunOptions } from '../../../support/runWorkflow';

export const alice = 'alice@enyoi.example';

/** A value of a resource locator. */
export const locator = (value: string, mode = 'id') => ({ __rl: true, mode, value });

/** Runs an operation of the node, given as `room.getMany`, in Berlin unless the parameters say otherwise. */
export async function runCalendar(
	operation: string,
	parameters: INodeParameters,
	more: Partial<NodeRunOptions> = {},
): Promise<NodeRun> {
	const [resource, name] = operation.split('.');
	return await runNode(new ExchangeCalendar(), {
		credential: {},
		timeZone: 'Europe/Berlin',
		parameters: { resource, operation: name, ...parameters },
		...more,
	});
}
