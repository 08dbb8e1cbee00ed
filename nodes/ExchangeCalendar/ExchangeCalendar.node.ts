import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { authenticationParameter, credentials } from '../shared/authentication';
import { exchangeServerTest, late, searchCalendars, searchMailboxes } from '../shared/lateMethods';
import { properties } from './panel';

const searchEvents = late(async () => (await import('./listSearch/searchEvents')).searchEvents);
const searchRoomLists = late(
	async () => (await import('./listSearch/searchRoomLists')).searchRoomLists,
);

/** The plain operations of a calendar, for people and for AI agents. */
export class ExchangeCalendar implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Exchange Calendar',
		name: 'exchangeCalendar',
		icon: { light: 'file:exchangeCalendar.svg', dark: 'file:exchangeCalendar.dark.svg' },
		group: ['transform'],
		// As a list: n8n offers no Custom API Call then, which Exchange has no use for.
		version: [1],
		defaultVersion: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Work with events, calendars, free/busy times, meeting rooms and automatic replies on Microsoft Exchange Server on premises',
		defaults: { name: 'Exchange Calendar' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials,
		properties: [authenticationParameter, ...properties],
	};

	methods = {
		credentialTest: { exchangeServerTest },
		listSearch: { searchCalendars, searchEvents, searchMailboxes, searchRoomLists },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { runOperation } = await import('./runOperation');
		return await runOperation(this);
	}
}
