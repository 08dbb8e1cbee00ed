import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { authenticationParameter, credentials } from '../shared/authentication';
import { exchangeServerTest } from '../shared/lateMethods';
import { properties } from './panel';

/** Finds the mailbox of each user: address rule, directory, and the right on the calendar. */
export class ResolveMailbox implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Resolve Mailbox',
		name: 'resolveMailbox',
		icon: { light: 'file:resolveMailbox.svg', dark: 'file:resolveMailbox.dark.svg' },
		group: ['transform'],
		// As a list: n8n offers no Custom API Call then, which Exchange has no use for.
		version: [1],
		defaultVersion: 1,
		subtitle: '={{ "check: " + $parameter["check"] }}',
		description:
			'Find the mailbox of each user on Microsoft Exchange Server and what may be done in its calendar',
		defaults: { name: 'Resolve Mailbox' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials,
		properties: [authenticationParameter, ...properties],
	};

	methods = { credentialTest: { exchangeServerTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { resolveItems } = await import('./resolveItems');
		return await resolveItems(this);
	}
}
