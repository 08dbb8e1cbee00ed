import type { EwsOperation } from '../operation';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { fieldsOf, into, record, text } from '../../xml/shapes';
import { element } from '../../xml/writer';
import { configurationName, type UserConfigurationTarget } from './userConfiguration';

type Options = Record<string, string>;
interface OptionEntry {
	key?: string;
	value?: string;
}

const valueShape = record<{ value?: string }>({
	't:Value': fieldsOf<{ value?: string }>()('value', text),
});

const entryShape = record<OptionEntry>({
	't:DictionaryKey': into(valueShape, (entry: OptionEntry, { value }) => {
		entry.key = value;
	}),
	't:DictionaryValue': into(valueShape, (entry: OptionEntry, { value }) => {
		entry.value = value;
	}),
});

interface Answer {
	options?: Options;
}

const messages = responseMessages<Answer>('GetUserConfiguration', {
	'm:UserConfiguration': into(
		record<Answer>({
			't:Dictionary': into(
				record<Options>({
					't:DictionaryEntry': into(entryShape, (options: Options, { key, value }) => {
						if (key !== undefined && value !== undefined) options[key] = value;
					}),
				}),
				(answer: Answer, options) => {
					answer.options = options;
				},
			),
		}),
		(answer: Answer, { options }) => {
			answer.options = options;
		},
	),
});

/**
 * The dictionary of a configuration item, single values only.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getuserconfiguration-operation
 */
export const getUserOptions: EwsOperation<UserConfigurationTarget, Options> = {
	name: 'GetUserConfiguration',
	repeatable: true,
	request: (target) =>
		element('m:GetUserConfiguration', [
			configurationName('m:UserConfigurationName', target),
			element('m:UserConfigurationProperties', 'Dictionary'),
		]),
	response: () =>
		new SoapReader(
			'GetUserConfiguration',
			messages,
			(found, context) => onlyMessage(found, context).options ?? {},
		),
};
