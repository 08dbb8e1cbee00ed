import { behaviour } from './behaviour';

export const notificationNamespace = behaviour({
	name: 'notificationNamespace',
	changes:
		'The namespace of `Notification` and of the `SubscriptionId` of lost subscriptions in what GetStreamingEvents sends.',
	values: {
		messages: 'that of messages, which the schema does not allow',
		types: 'that of types, as the schema has it',
	},
	standard: 'messages',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-stream-notifications-about-mailbox-events-by-using-ews-in-exchange',
	certainty: 'source',
	coping: 'Both are read.',
});
