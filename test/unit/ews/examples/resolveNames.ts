import type * as operations from '../../../../exchange/ews/operations/resolveNames';
import { answered, type AnswersOf } from './answers';
import type { RequestsOf } from './requests';

export const resolveNames: RequestsOf<typeof operations.resolveNames> = {
	'with contact': { query: 'smtp:alice@enyoi.example', fullContactData: true },
};

export const answers: AnswersOf<typeof operations> = {
	resolveNames: {
		'one of several': {
			xml: answered(
				'ResolveNames',
				'<m:ResolutionSet TotalItemsInView="101" IncludesLastItemInRange="false"><t:Resolution><t:Mailbox><t:Name>Alice</t:Name><t:EmailAddress>alice@enyoi.example</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Mailbox</t:MailboxType></t:Mailbox><t:Contact><t:DisplayName>Alice A.</t:DisplayName></t:Contact></t:Resolution></m:ResolutionSet>',
			),
			result: {
				candidates: [
					{
						mailbox: {
							name: 'Alice',
							emailAddress: 'alice@enyoi.example',
							routingType: 'SMTP',
							mailboxType: 'Mailbox',
						},
						contact: { displayName: 'Alice A.' },
					},
				],
				complete: false,
			},
		},
	},
};
