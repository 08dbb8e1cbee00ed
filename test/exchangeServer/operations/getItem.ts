import type { Call } from '../context';
import type { Operation } from '../contracts';
import { Shape } from '../calendarItems/shape';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child } from '../xml/node';
import type { XmlNode } from '../xml/node';
import { findItem } from './itemIds';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getitem-operation */
export const getItem: Operation = {
	name: 'GetItem',
	since: 'Exchange2007',
	handle(request, context) {
		const call = context as Call;
		let shape: Shape | undefined;
		const ids = child(request, 'ItemIds')?.children ?? [];
		return answerEach(
			'GetItem',
			ids,
			(id) => {
				shape ??= new Shape(child(request, 'ItemShape') as XmlNode, call, 'get');
				const found = findItem(call, id);
				return element(
					'm:Items',
					found.kind === 'event' ? shape.render(found.instance) : shape.renderOther(found.item),
				);
			},
			element('m:Items'),
		);
	},
};
