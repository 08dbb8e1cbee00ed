import type * as operations from '../../../../exchange/ews/operations/userOptions';
import { answered, type AnswersOf } from './answers';
import type { RequestsOf } from './requests';

export const getUserOptions: RequestsOf<typeof operations.getUserOptions> = {
	'of Outlook on the web': { folder: { distinguished: 'root' }, name: 'OWA.UserOptions' },
};

export const answers: AnswersOf<typeof operations> = {
	getUserOptions: {
		'the time zone': {
			xml: answered(
				'GetUserConfiguration',
				'<m:UserConfiguration><t:UserConfigurationName Name="OWA.UserOptions"><t:DistinguishedFolderId Id="root"/></t:UserConfigurationName><t:Dictionary><t:DictionaryEntry><t:DictionaryKey><t:Type>String</t:Type><t:Value>timezone</t:Value></t:DictionaryKey><t:DictionaryValue><t:Type>String</t:Type><t:Value>UTC</t:Value></t:DictionaryValue></t:DictionaryEntry></t:Dictionary></m:UserConfiguration>',
			),
			result: { timezone: 'UTC' },
		},
	},
};
