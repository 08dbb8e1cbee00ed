import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { authenticationParameter, credentials } from '../shared/authentication';
import { exchangeServerTest, searchCalendars, searchMailboxes } from '../shared/lateMethods';
import { outputs, properties } from './panel';

/** Brings calendars of Exchange and another system together: from Exchange, into it, or both ways. */
export class SyncCalendarItems implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sync Calendar Items',
		name: 'syncCalendarItems',
		icon: { light: 'file:syncCalendarItems.svg', dark: 'file:syncCalendarItems.dark.svg' },
		group: ['transform'],
		// As a list: n8n offers no Custom API Call then, which Exchange has no use for.
		version: [1],
		defaultVersion: 1,
		subtitle:
			'={{ ({ getChanges: "get changes", twoWay: "two-way sync" })[$parameter["operation"]] ?? $parameter["operation"] }}',
		description:
			'Get what changed in calendars on Microsoft Exchange Server, push events of another system into them, or both',
		defaults: { name: 'Sync Calendar Items' },
		inputs: [NodeConnectionTypes.Main],
		outputs,
		usableAsTool: true,
		hints: [
			{
				message: 'A test run leaves the kept position where it is: the same changes come again.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'afterExecution',
				displayCondition:
					'={{ $parameter["operation"] === "getChanges" && $parameter["options"]?.["positionStore"] !== "item" }}',
			},
			{
				message: 'A test run writes to Exchange, but leaves the kept position where it is.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'afterExecution',
				displayCondition: '={{ $parameter["operation"] === "twoWay" && !$parameter["dryRun"] }}',
			},
		],
		credentials,
		properties: [authenticationParameter, ...properties],
	};

	methods = {
		credentialTest: { exchangeServerTest },
		listSearch: { searchCalendars, searchMailboxes },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { runOperation } = await import('./runOperation');
		return await runOperation(this);
	}
}
