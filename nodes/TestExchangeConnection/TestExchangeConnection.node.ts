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
		// As a list: n8n offers no Custom API Call then, which Exchange has no use for.
		version: [1],
		defaultVersion: 1,
		subtitle:
			'={{ $parameter["operation"] === "describeServer" ? "describe server" : $parameter["writeTest"] ? "read and write" : "read only" }}',
		description:
			'Check the connection to Microsoft Exchange Server step by step and find out who has to do what',
		defaults: { name: 'Test Exchange Connection' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Passed', 'Failed'],
		usableAsTool: true,
		credentials,
		properties: [authenticationParameter, ...properties],
	};

	methods = { credentialTest: { exchangeServerTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (this.getNodeParameter('operation', 0, 'test') === 'describeServer') {
			const { describeItems } = await import('./describeItems');
			return await describeItems(this);
		}
		const { testItems } = await import('./testItems');
		return await testItems(this);
	}
}
