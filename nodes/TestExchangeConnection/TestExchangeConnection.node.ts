import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { authenticationParameter, credentials } from '../shared/authentication';
import { exchangeServerTest } from '../shared/credentialTest';

/** Goes through everything between n8n and the calendars, and says who has to do what. */
export class TestExchangeConnection implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Test Exchange Connection',
		name: 'testExchangeConnection',
		icon: {
			light: 'file:testExchangeConnection.svg',
			dark: 'file:testExchangeConnection.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["writeTest"] ? "read and write" : "read only" }}',
		description: 'Check the connection to Exchange step by step and find out who has to do what',
		defaults: { name: 'Test Exchange Connection' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Passed', 'Failed'],
		usableAsTool: true,
		credentials,
		properties: [
			authenticationParameter,
			{
				displayName: 'Mailboxes',
				name: 'mailboxes',
				type: 'string',
				default: '',
				placeholder: 'e.g. alice@enyoi.com, bob@enyoi.com',
				description:
					"Addresses of the mailboxes to open, separated by commas or line breaks; an expression may give a list. Leave empty for the credential's test mailbox or the service account's own.",
			},
			{
				displayName: 'Write Test',
				name: 'writeTest',
				type: 'boolean',
				default: false,
				description:
					'Whether to create a private item in each of these calendars and remove it again. Nobody is invited.',
			},
		],
	};

	methods = { credentialTest: { exchangeServerTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { testItems } = await import('./testItems');
		return await testItems(this);
	}
}
