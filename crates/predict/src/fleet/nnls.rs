//! Non-negative least squares by the active-set method of Lawson and Hanson (*Solving Least Squares Problems*, ch. 23).

use nalgebra::{DMatrix, DVector};

/// The non-negative `x` with the least `|a x - b|`; `None` if the matrix is empty or not finite.
pub(super) fn nnls(a: &DMatrix<f64>, b: &DVector<f64>) -> Option<DVector<f64>> {
    let (rows, columns) = a.shape();
    if rows == 0 || columns == 0 || a.iter().chain(b.iter()).any(|value| !value.is_finite()) {
        return None;
    }
    let (a, b) = &shortened(a.clone(), b.clone());
    let mut x = DVector::zeros(columns);
    let mut free = vec![false; columns];
    let tolerance = 1e-10 * a.norm().max(1.0) * b.norm().max(1.0);
    for _ in 0..3 * columns {
        let gradient = a.transpose() * (b - a * &x);
        let next = (0..columns).filter(|&at| !free[at]).max_by(|&p, &q| gradient[p].total_cmp(&gradient[q]));
        let Some(next) = next.filter(|&at| gradient[at] > tolerance) else { break };
        free[next] = true;
        loop {
            let Some(step) = least_squares(a, b, &free) else {
                free[next] = false;
                break;
            };
            let short: Vec<usize> = (0..columns).filter(|&at| free[at] && step[at] <= 0.0).collect();
            // As far towards the solution as all stay non-negative.
            let alpha = short.iter().map(|&at| x[at] / (x[at] - step[at])).fold(f64::INFINITY, f64::min);
            if !alpha.is_finite() {
                x = step;
                break;
            }
            x = &x + (&step - &x) * alpha;
            for at in short {
                if x[at] <= 1e-12 {
                    x[at] = 0.0;
                    free[at] = false;
                }
            }
            if !free.iter().any(|&free| free) {
                break;
            }
        }
    }
    Some(x)
}

/// A tall problem as a square one with the same solutions (by QR): what follows costs no more for more rows.
pub(super) fn shortened(a: DMatrix<f64>, b: DVector<f64>) -> (DMatrix<f64>, DVector<f64>) {
    let (rows, columns) = a.shape();
    if rows <= columns {
        return (a, b);
    }
    let (qr, mut turned) = (a.qr(), b);
    qr.q_tr_mul(&mut turned);
    (qr.r(), turned.rows(0, columns).into_owned())
}

/// Least squares over the free columns; 0 elsewhere.
fn least_squares(a: &DMatrix<f64>, b: &DVector<f64>, free: &[bool]) -> Option<DVector<f64>> {
    let chosen: Vec<usize> = (0..free.len()).filter(|&at| free[at]).collect();
    let part = a.select_columns(&chosen);
    let solution = part.svd(true, true).solve(b, 1e-12).ok()?;
    let mut x = DVector::zeros(free.len());
    for (&at, value) in chosen.iter().zip(solution.iter()) {
        x[at] = *value;
    }
    Some(x)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_negative_coefficient_is_held_at_zero() {
        let a = DMatrix::from_row_slice(3, 2, &[1.0, 1.0, 1.0, 2.0, 1.0, 3.0]);
        let b = DVector::from_vec(vec![3.0, 2.0, 1.0]);
        let x = nnls(&a, &b).unwrap();
        assert!((x[0] - 2.0).abs() < 1e-9 && x[1].abs() < 1e-12, "{x}");
        let exact = nnls(&a, &DVector::from_vec(vec![3.0, 5.0, 7.0])).unwrap();
        assert!((exact[0] - 1.0).abs() < 1e-9 && (exact[1] - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_shortened_problem_has_the_same_solution() {
        let a = DMatrix::from_fn(50, 3, |row, column| {
            ((row + 1) as f64).powi(column as i32) / 50.0_f64.powi(column as i32)
        });
        let b = DVector::from_fn(50, |row, _| 1.0 + (row as f64 * 0.7).sin());
        let (short, turned) = shortened(a.clone(), b.clone());
        assert_eq!(short.shape(), (3, 3));
        let tall = a.svd(true, true).solve(&b, 1e-12).unwrap();
        let square = short.svd(true, true).solve(&turned, 1e-12).unwrap();
        assert!((tall - square).norm() < 1e-9);
    }
}
