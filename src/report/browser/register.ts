import {
  Chart,
  Filler,
  LinearScale,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import { PointWithErrorBar, ScatterWithErrorBarsController } from 'chartjs-chart-error-bars';
import annotation from 'chartjs-plugin-annotation';
import zoom from 'chartjs-plugin-zoom';

/** Makes known what figures are drawn with; again does nothing. */
export const register = (): void =>
  Chart.register(
    ...[ScatterController, ScatterWithErrorBarsController, LinearScale, LogarithmicScale],
    ...[LineElement, PointElement, PointWithErrorBar, Filler, Tooltip, annotation, zoom],
  );
