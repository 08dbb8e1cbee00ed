import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { authenticationParameter, credentials } from '../shared/authentication';
import { execute } from '../shared/connection';
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
		subtitle:
			'={{ $parameter["operation"] === "describeServer" ? "describe server" : $parameter["writeTest"] ? "read and write" : "read only" }}',
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
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				default: 'test',
				description: 'What to find out',
				options: [
					{
						name: 'Test Connection',
						value: 'test',
						action: 'Test the connection',
						description: 'Go through everything between n8n and the calendars',
					},
					{
						name: 'Describe Server',
						value: 'describeServer',
						action: 'Describe the server',
						description:
							'Find out by reading alone in which ways this Exchange behaves, to send along with a bug report; the result holds nothing private',
					},
				],
			},
			{
				displayName: 'Mailbox',
				name: 'mailbox',
				type: 'string',
				default: '',
				placeholder: 'e.g. alice@enyoi.com',
				description:
					"Address of the mailbox whose calendar to look at; one with many appointments shows more. Leave empty for the credential's test mailbox or the service account's own.",
				displayOptions: { show: { operation: ['describeServer'] } },
			},
			{
				displayName: 'Mailboxes',
				name: 'mailboxes',
				type: 'string',
				default: '',
				placeholder: 'e.g. alice@enyoi.com, bob@enyoi.com',
				description:
					"Addresses of the mailboxes to open, separated by commas or line breaks; an expression may give a list. Leave empty for the credential's test mailbox or the service account's own.",
				displayOptions: { show: { operation: ['test'] } },
			},
			{
				displayName: 'Write Test',
				name: 'writeTest',
				type: 'boolean',
				default: false,
				description:
					'Whether to create a private item in each of these calendars and remove it again. Nobody is invited.',
				displayOptions: { show: { operation: ['test'] } },
			},
		],
	};

	methods = { credentialTest: { exchangeServerTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (this.getNodeParameter('operation', 0, 'test') === 'describeServer') {
			const { describeItems } = await import('./describeItems');
			return await execute(this, async (exchange) => await describeItems(this, exchange));
		}
		const { testItems } = await import('./testItems');
		return await testItems(this);
	}
}
