import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { authenticationParameter, credentials } from '../shared/authentication';
import { exchangeServerTest, searchMailboxes } from '../shared/lateMethods';
import { properties } from './panel';

/** Starts a workflow when something happens in Exchange calendars. */
export class ExchangeCalendarTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Exchange Calendar Trigger',
		name: 'exchangeCalendarTrigger',
		icon: {
			light: 'file:exchangeCalendarTrigger.svg',
			dark: 'file:exchangeCalendarTrigger.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["triggerOn"].join(", ") }}',
		description:
			'Start a workflow when events in Exchange calendars are created, updated or deleted, or when their time has come',
		eventTriggerDescription: '',
		activationMessage:
			'Exchange tells of changes from now on, and of a mailbox that can not be read yet from its first reading on. After a pause or a restart, what changed meanwhile comes first.',
		triggerPanel: {
			header: '',
			executionsHelp: {
				inactive:
					'<b>While building your workflow</b>, click the button: it gives the latest event, or the next one where Test With says so.<br /><br /><b>Once you are happy with it</b>, activate it: then each event starts it.',
				active:
					'<b>While building your workflow</b>, click the button: it gives the latest event, or the next one where Test With says so.<br /><br /><b>Your workflow also runs by itself</b>, since it is active. Those runs are in the list of executions.',
			},
			activationHint:
				'Once the workflow is active, each event starts it. Those runs are in the list of executions.',
		},
		defaults: { name: 'Exchange Calendar Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties: [authenticationParameter, ...properties],
	};

	methods = {
		credentialTest: { exchangeServerTest },
		listSearch: { searchMailboxes },
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		if (this.getMode() === 'manual') {
			const { testTrigger } = await import('./testTrigger');
			return testTrigger(this);
		}
		const { startTrigger } = await import('./startTrigger');
		return await startTrigger(this);
	}
}
