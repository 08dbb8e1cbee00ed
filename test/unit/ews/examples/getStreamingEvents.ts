import type * as operations from '../../../../exchange/ews/operations/getStreamingEvents';
import { answered, type AnswersOf } from './answers';
import type { RequestsOf } from './requests';

export const getStreamingEvents: RequestsOf<typeof operations.getStreamingEvents> = {
	'a group': { subscriptionIds: ['JgBibjFwcjAzbWI=', 'JgBibjFwcjAzbWJ='], minutes: 30 },
	one: { subscriptionIds: ['JgBibjFwcjAzbWI='], minutes: 1 },
};

const time = '<t:TimeStamp>2026-11-24T09:00:00Z</t:TimeStamp>';
const folder = '<t:ParentFolderId Id="AAMkF" ChangeKey="AQAA"/>';
const item = '<t:ItemId Id="AAMkI" ChangeKey="AQAB"/>';

const streamed = (...content: string[]) => answered('GetStreamingEvents', ...content);

export const answers: AnswersOf<typeof operations> = {
	getStreamingEvents: {
		opened: {
			xml: streamed('<m:ConnectionStatus>OK</m:ConnectionStatus>'),
			result: { changed: [], lost: [], connection: 'OK' },
		},
		'something changed in one of two folders': {
			xml: streamed(
				`<m:Notifications><t:Notification><t:SubscriptionId>one</t:SubscriptionId><t:CreatedEvent>${time}${item}${folder}</t:CreatedEvent><t:ModifiedEvent>${time}<t:FolderId Id="AAMkF" ChangeKey="AQAB"/>${folder}<t:UnreadCount>0</t:UnreadCount></t:ModifiedEvent></t:Notification><t:Notification><t:SubscriptionId>two</t:SubscriptionId><t:StatusEvent/></t:Notification></m:Notifications>`,
			),
			result: { changed: ['one'], lost: [] },
		},
		'the same in the namespace of messages, as Exchange sends it': {
			xml: streamed(
				`<m:Notifications><m:Notification><t:SubscriptionId>one</t:SubscriptionId><t:CreatedEvent>${time}${item}${folder}</t:CreatedEvent></m:Notification><m:Notification><t:SubscriptionId>two</t:SubscriptionId><t:StatusEvent/></m:Notification></m:Notifications>`,
			),
			result: { changed: ['one'], lost: [] },
		},
		'a sign of life': {
			xml: streamed(
				'<m:Notifications><t:Notification><t:SubscriptionId>one</t:SubscriptionId><t:StatusEvent/></t:Notification></m:Notifications>',
			),
			result: { changed: [], lost: [] },
		},
		'a subscription is lost': {
			xml: '<m:GetStreamingEventsResponse xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><m:ResponseMessages><m:GetStreamingEventsResponseMessage ResponseClass="Error"><m:MessageText>The specified subscription was not found.</m:MessageText><m:ResponseCode>ErrorSubscriptionNotFound</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey><m:ErrorSubscriptionIds><t:SubscriptionId>two</t:SubscriptionId></m:ErrorSubscriptionIds></m:GetStreamingEventsResponseMessage></m:ResponseMessages></m:GetStreamingEventsResponse>',
			result: {
				changed: [],
				lost: ['two'],
				failure: {
					responseCode: 'ErrorSubscriptionNotFound',
					messageText: 'The specified subscription was not found.',
					messageXml: undefined,
				},
			},
		},
		'a subscription is lost, in the namespace of messages': {
			xml: '<m:GetStreamingEventsResponse xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><m:ResponseMessages><m:GetStreamingEventsResponseMessage ResponseClass="Error"><m:MessageText>Subscription is invalid.</m:MessageText><m:ResponseCode>ErrorInvalidSubscription</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey><m:ErrorSubscriptionIds><m:SubscriptionId>two</m:SubscriptionId></m:ErrorSubscriptionIds></m:GetStreamingEventsResponseMessage></m:ResponseMessages></m:GetStreamingEventsResponse>',
			result: {
				changed: [],
				lost: ['two'],
				failure: {
					responseCode: 'ErrorInvalidSubscription',
					messageText: 'Subscription is invalid.',
					messageXml: undefined,
				},
			},
		},
		'the time is over': {
			xml: streamed('<m:ConnectionStatus>Closed</m:ConnectionStatus>'),
			result: { changed: [], lost: [], connection: 'Closed' },
		},
	},
};
